using VeleroFreeze.Sandbox.Api;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>What must be true of the standing object for a write to happen.</summary>
internal sealed record Preconditions(string? Uid = null, string? ResourceVersion = null)
{
    public void Check(WriteRequest request, StoredObject standing)
    {
        if (!string.IsNullOrEmpty(Uid) && Uid != standing.Uid)
        {
            throw Refusal.Conflict(request.Type, standing.Key.Name, $"Precondition failed: UID in precondition: {Uid}, UID in object meta: {standing.Uid}");
        }

        var version = standing.Metadata.TextAt("resourceVersion");
        if (!string.IsNullOrEmpty(ResourceVersion) && ResourceVersion != version)
        {
            throw Refusal.Conflict(
                request.Type,
                standing.Key.Name,
                $"Precondition failed: ResourceVersion in precondition: {ResourceVersion}, ResourceVersion in object meta: {version}");
        }
    }
}
