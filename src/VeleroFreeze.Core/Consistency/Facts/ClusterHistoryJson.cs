using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What the cluster did while a backup ran, as JSON: kept until its judgement.</summary>
public static class ClusterHistoryJson
{
    public static byte[] Write(ClusterHistory history) => JsonOutput.Write(writer =>
    {
        writer.WriteString("source", history.Source.ToString());
        writer.WriteArray("watched", history.Watched, WriteSpan);
        writer.WriteArray("virtualMachines", Ordered(history), WriteMachine);
        writer.WriteArray("actors", history.Actors, WriteActor);
        writer.WriteArray("leftFrozen", history.LeftFrozen, WriteLeftFrozen);
        writer.WriteArray("marks", history.Marks, WriteMark);
    });

    /// <summary>A value that is not known reads as one that proves nothing.</summary>
    /// <exception cref="FormatException">It is too large or no JSON object; the message is a sentence.</exception>
    public static ClusterHistory Read(ReadOnlySpan<byte> json)
    {
        using var document = JsonInput.Parse(json, "The recorded history of the cluster");
        var root = document.RootElement;
        return new ClusterHistory
        {
            Source = root.Text("source") switch { nameof(HistorySource.Watch) => HistorySource.Watch, nameof(HistorySource.Word) => HistorySource.Word, _ => HistorySource.None },
            Watched = [.. root.Items("watched").Select(Span).OfType<WatchedSpan>()],
            VirtualMachines = root.Items("virtualMachines").Select(Machine).DistinctBy(machine => machine.Key).ToDictionary(machine => machine.Key, machine => machine.States),
            Actors = [.. root.Items("actors").Select(Actor)],
            LeftFrozen = [.. root.Items("leftFrozen").Select(Left)],
            Marks = [.. root.Items("marks").Select(mark => new WatchMark(mark.Text("watch"), mark.Text("listed"), mark.Text("seen")))],
        };
    }

    private static IEnumerable<(VirtualMachineKey Key, IReadOnlyList<VirtualMachineState> States)> Ordered(ClusterHistory history) => history.VirtualMachines
        .OrderBy(machine => machine.Key.Namespace, StringComparer.Ordinal)
        .ThenBy(machine => machine.Key.Name, StringComparer.Ordinal)
        .Select(machine => (machine.Key, machine.Value));

    private static void WriteSpan(Utf8JsonWriter writer, WatchedSpan span)
    {
        writer.WriteStartObject();
        writer.WriteTime("from", span.From);
        writer.WriteTime("to", span.To);
        writer.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter writer, (VirtualMachineKey Key, IReadOnlyList<VirtualMachineState> States) machine)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", machine.Key.Namespace);
        writer.WriteString("name", machine.Key.Name);
        writer.WriteArray("states", machine.States, WriteState);
        writer.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter writer, VirtualMachineState state)
    {
        writer.WriteStartObject();
        writer.WriteTime("at", state.At);
        if (state.Machine is { } machine)
        {
            ClusterFactsJson.WriteState(writer, machine);
        }
        else
        {
            writer.WriteBoolean("gone", true);
        }

        writer.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter writer, FreezingActor actor)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", actor.Kind);
        writer.WriteString("namespace", actor.Namespace);
        writer.WriteString("name", actor.Name);
        writer.WriteString("uid", actor.Uid);
        if (actor.Machine is { } machine)
        {
            writer.WriteString("machineNamespace", machine.Namespace);
            writer.WriteString("machine", machine.Name);
        }

        writer.WriteArray("includedNamespaces", actor.IncludedNamespaces, static (w, name) => w.WriteStringValue(name));
        writer.WriteArray("excludedNamespaces", actor.ExcludedNamespaces, static (w, name) => w.WriteStringValue(name));
        writer.WriteTime("from", actor.From);
        writer.WriteTime("to", actor.To);
        writer.WriteEndObject();
    }

    private static void WriteLeftFrozen(Utf8JsonWriter writer, LeftFrozen left)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", left.Machine.Namespace);
        writer.WriteString("name", left.Machine.Name);
        writer.WriteString("backup", left.Backup);
        writer.WriteTime("from", left.From);
        writer.WriteTime("until", left.Until);
        writer.WriteEndObject();
    }

    private static void WriteMark(Utf8JsonWriter writer, WatchMark mark)
    {
        writer.WriteStartObject();
        writer.WriteString("watch", mark.Watch);
        writer.WriteString("listed", mark.Listed);
        writer.WriteString("seen", mark.Seen);
        writer.WriteEndObject();
    }

    private static WatchedSpan? Span(JsonElement span) => span.Time("from") is { } from && span.Time("to") is { } to && from <= to ? new WatchedSpan(from, to) : null;

    private static (VirtualMachineKey Key, IReadOnlyList<VirtualMachineState> States) Machine(JsonElement machine)
    {
        var key = new VirtualMachineKey(machine.Text("namespace"), machine.Text("name"));
        return (key, [.. machine.Items("states").Select(state => State(state, key)).OrderBy(state => state.At)]);
    }

    private static VirtualMachineState State(JsonElement state, VirtualMachineKey key) =>
        new(state.Time("at") ?? DateTimeOffset.MaxValue, state.Flag("gone") ? null : ClusterFactsJson.State(state, key));

    /// <summary>One whose beginning cannot be read may have acted at any time.</summary>
    private static FreezingActor Actor(JsonElement actor) => new()
    {
        Kind = actor.Text("kind"),
        Namespace = actor.Text("namespace"),
        Name = actor.Text("name"),
        Uid = actor.Text("uid"),
        Machine = actor.Has("machine") ? new VirtualMachineKey(actor.Text("machineNamespace"), actor.Text("machine")) : null,
        IncludedNamespaces = actor.Texts("includedNamespaces"),
        ExcludedNamespaces = actor.Texts("excludedNamespaces"),
        From = actor.Time("from") ?? DateTimeOffset.MinValue,
        To = actor.Time("to"),
    };

    private static LeftFrozen Left(JsonElement left) =>
        new(new VirtualMachineKey(left.Text("namespace"), left.Text("name")), left.Text("backup"), left.Time("from") ?? DateTimeOffset.MinValue, left.Time("until"));
}
