using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>A moment of a run: the Backup's status from then on, and the files uploaded just before.</summary>
internal sealed record Progress(DateTimeOffset At, string Phase, JsonObject Status, IReadOnlyList<Artifact> Uploads);
