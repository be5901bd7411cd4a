using System.Globalization;
using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>Reads a report strictly: a report that is not understood whole is not used at all.</summary>
internal static class ReportReader
{
    public static ConsistencyReport Read(JsonElement root) => new(
        Backup(root.At("backup")),
        Name<Verdict>(root, "verdict"),
        Flag(root, "policyMet") ?? throw Wrong("policyMet"),
        [.. Array(root, "virtualMachines").Select(Machine)],
        new EvidenceStates(State(root, "log"), State(root, "results"), State(root, "resourceList"), State(root, "volumeInfo")))
    {
        Omitted = root.Has("omitted") ? Number(root, "omitted") ?? throw Wrong("omitted") : 0,
    };

    private static BackupSummary Backup(JsonElement backup) => new(
        Text(backup, "namespace"),
        Text(backup, "name"),
        Text(backup, "uid"),
        Text(backup, "phase"),
        Time(backup, "startTimestamp"),
        Time(backup, "completionTimestamp"),
        Number(backup, "hooksAttempted"),
        Number(backup, "hooksFailed"));

    private static VirtualMachineReport Machine(JsonElement machine) => new(
        Text(machine, "namespace"),
        Text(machine, "name"),
        ReportWords.Policy(Text(machine, "policy")) ?? throw Wrong("policy"),
        Name<Verdict>(machine, "verdict"),
        [.. Array(machine, "reasons").Select(Reason)],
        Text(machine, "message"),
        machine.Has("pod") ? Text(machine, "pod") : null,
        machine.Has("freeze") ? Freeze(machine.At("freeze")) : null,
        [.. Array(machine, "volumes").Select(Volume)])
    {
        // Reports of release 0.1 have none.
        Obligations = machine.Has("obligations") ? [.. Array(machine, "obligations").Select(Obligation)] : [],
    };

    private static ObligationReport Obligation(JsonElement obligation) => new(Text(obligation, "id"), obligation.TextOrNull("evidence"), obligation.TextOrNull("missing"));

    private static FreezeReport Freeze(JsonElement freeze) => freeze.ValueKind == JsonValueKind.Object
        ? new(Time(freeze, "requestedAt"), Time(freeze, "frozenAt"), Time(freeze, "thawedAt"), Number(freeze, "limitSeconds"))
        : throw Wrong("freeze");

    private static VolumeReport Volume(JsonElement volume) => new(
        Text(volume, "claim"),
        ReportWords.Method(Text(volume, "method")) ?? throw Wrong("method"),
        Time(volume, "capturedFrom"),
        Time(volume, "capturedTo"),
        Flag(volume, "insideFreeze"));

    private static ReasonCode Reason(JsonElement reason) => Named<ReasonCode>(reason.TextOrNull()) ?? throw Wrong("reasons");

    private static T Name<T>(JsonElement parent, string name)
        where T : struct, Enum => Named<T>(parent.TextOrNull(name)) ?? throw Wrong(name);

    /// <summary>By its exact name; <c>Enum.Parse</c> would take numbers and lists too.</summary>
    private static T? Named<T>(string? name)
        where T : struct, Enum => Enum.TryParse<T>(name, out var value) && Enum.GetName(value) == name ? value : null;

    private static string Text(JsonElement parent, string name) => parent.TextOrNull(name) ?? throw Wrong(name);

    private static bool? Flag(JsonElement parent, string name) => parent.At(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw Wrong(name),
    };

    private static int? Number(JsonElement parent, string name) => parent.Has(name) ? parent.Number(name) ?? throw Wrong(name) : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) => parent.Has(name)
        ? DateTimeOffset.TryParseExact(parent.Text(name), "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : throw Wrong(name)
        : null;

    private static IEnumerable<JsonElement> Array(JsonElement parent, string name) =>
        parent.At(name).ValueKind == JsonValueKind.Array ? parent.Items(name) : throw Wrong(name);

    private static Evidence.ArtifactState State(JsonElement root, string name) => ReportWords.State(root.TextOrNull("evidence", name)) ?? throw Wrong(name);

    private static FormatException Wrong(string member) => new($"The report's \"{member}\" is missing or not what a report has there.");
}
