using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>
/// Finds the VirtualMachineBackups of one Velero Backup. Its plugin makes a DataUpload for a VM, owned by the Backup; the data mover makes a
/// VirtualMachineBackup for that, and labels it with the DataUpload's UID. One that a person made belongs to no Backup.
/// </summary>
public static class MachineBackupReader
{
    public const string UploadLabel = "velero.io/dataupload-uid";
    private const string BackupLabel = "velero.io/backup-name";
    private const string MachineAnnotation = "kubevirt-datamover.io/vm-name";
    private const string NamespaceAnnotation = "kubevirt-datamover.io/vm-namespace";
    private const string OperationAnnotation = "kubevirt-datamover.io/operation-id";

    /// <param name="objects">DataUploads and VirtualMachineBackups, or lists of them; others are passed over.</param>
    /// <param name="backup">Whose are wanted.</param>
    public static IReadOnlyList<MachineBackup> Read(IEnumerable<JsonElement> objects, BackupSummary backup)
    {
        var all = objects.SelectMany(Flat).ToList();
        var uploads = all.Where(item => Is(item, "velero.io/", "DataUpload") && IsForeign(item) && IsOf(item, backup))
            .ToLookup(item => item.Text("metadata", "uid"), StringComparer.Ordinal);
        return
        [
            .. all.Where(item => Is(item, "backup.kubevirt.io/", "VirtualMachineBackup"))
                .SelectMany(item => uploads[item.Text("metadata", "labels", UploadLabel)].Take(1).Select(upload => Of(item, upload)))
                .Where(found => found.Machine.Name.Length > 0 && found.Uid.Length > 0)
                .DistinctBy(found => found.Uid, StringComparer.Ordinal)
                .OrderBy(found => found.Uid, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<JsonElement> Flat(JsonElement item) =>
        item.Text("kind").EndsWith("List", StringComparison.Ordinal) ? item.Items("items") : [item];

    private static bool Is(JsonElement item, string group, string kind) => item.Text("kind") == kind && item.Text("apiVersion").StartsWith(group, StringComparison.Ordinal);

    private static bool IsForeign(JsonElement upload) => !DataMovers.IsBuiltIn(upload.Text("spec", "datamover"));

    /// <summary>The owner tells two Backups of one name apart; the name alone is asked only where the Backup's UID is not known.</summary>
    private static bool IsOf(JsonElement upload, BackupSummary backup) => backup.Uid.Length > 0
        ? upload.Items("metadata", "ownerReferences").Any(owner => owner.Text("kind") == "Backup" && owner.Text("uid") == backup.Uid)
        : backup.Name.Length > 0 && upload.Text("metadata", "labels", BackupLabel) == backup.Name;

    private static MachineBackup Of(JsonElement item, JsonElement upload)
    {
        var quiesced = Condition(item, "Quiesced");
        var target = upload.TextOrNull("metadata", "annotations", NamespaceAnnotation) ?? upload.Text("spec", "sourceNamespace");
        return new MachineBackup
        {
            // It lies in the namespace of its VM: an upload that names another one is somebody else's.
            Machine = new VirtualMachineKey(target, target == item.Text("metadata", "namespace") ? upload.Text("metadata", "annotations", MachineAnnotation) : ""),
            Name = item.Text("metadata", "name"),
            Uid = item.Text("metadata", "uid"),
            Operation = upload.Text("metadata", "annotations", OperationAnnotation),
            CreatedAt = item.Time("metadata", "creationTimestamp"),
            ToldAt = quiesced.Time("lastTransitionTime"),
            Quiesced = Outcome(item, quiesced),
            HasCompleted = HasCompleted(item),
            Volumes = [.. item.Items("status", "includedVolumes").Select(volume => volume.Text("volumeName")).Where(name => name.Length > 0)],
        };
    }

    private static JsonElement Condition(JsonElement item, string type) =>
        item.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    /// <summary>
    /// Status and reason both, because either alone may come to mean something else. KubeVirt 1.8 has no such condition: there only the warning tells, and
    /// its absence proves nothing.
    /// </summary>
    private static QuiesceOutcome Outcome(JsonElement item, JsonElement quiesced) => (quiesced.Text("status"), quiesced.Text("reason")) switch
    {
        ("True", "QuiesceSucceeded") when !Warns(item) && !Denies(quiesced) => QuiesceOutcome.Succeeded,
        ("False", "QuiesceFailed") => QuiesceOutcome.Failed,
        ("False", "QuiesceSkipped") => QuiesceOutcome.Skipped,
        ("", "") when Warns(item) => QuiesceOutcome.Failed,
        _ => QuiesceOutcome.Unknown,
    };

    /// <summary>KubeVirt 1.10 says it in the message as well: <c>Guest filesystem was successfully quiesced</c>, <c>… quiesce failed</c>, <c>… quiesce was skipped</c>.</summary>
    private static bool Denies(JsonElement quiesced) =>
        quiesced.Text("message") is var message
        && (message.Contains("quiesce failed", StringComparison.Ordinal) || message.Contains("quiesce was skipped", StringComparison.Ordinal));

    /// <summary>The text stands in the message since 1.9, in the reason before.</summary>
    private static bool Warns(JsonElement item) => item.Items("status", "conditions").Any(condition =>
        condition.Text("message").Contains("Failed freezing guest filesystem", StringComparison.Ordinal)
        || condition.Text("reason").Contains("Failed freezing guest filesystem", StringComparison.Ordinal));

    /// <summary><c>Complete</c> since 1.9, <c>Done</c> before; with <c>Done</c> a failure is told by its reason alone.</summary>
    private static bool HasCompleted(JsonElement item) =>
        Condition(item, "Failed").Text("status") != "True"
        && (Condition(item, "Complete").Text("status") == "True"
            || (Condition(item, "Done") is var done && done.Text("status") == "True" && done.Text("reason").StartsWith("Completed", StringComparison.Ordinal)));
}
