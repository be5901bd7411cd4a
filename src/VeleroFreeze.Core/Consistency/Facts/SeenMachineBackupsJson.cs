using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What was seen while a Backup ran, as JSON: kept until its judgement.</summary>
public static class SeenMachineBackupsJson
{
    public static byte[] Write(SeenMachineBackups meanwhile) => JsonOutput.Write(writer =>
    {
        writer.WriteArray("machineBackups", meanwhile.MachineBackups, WriteBackup);
    });

    /// <summary>A value that is not known reads as one that proves nothing.</summary>
    /// <exception cref="FormatException">It is too large or no JSON object; the message is a sentence.</exception>
    public static SeenMachineBackups Read(ReadOnlySpan<byte> json)
    {
        using var document = JsonInput.Parse(json, "The record of what was seen meanwhile");
        return new SeenMachineBackups([.. document.RootElement.Items("machineBackups").Select(Backup)]);
    }

    private static void WriteBackup(Utf8JsonWriter writer, MachineBackup backup)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", backup.Machine.Namespace);
        writer.WriteString("virtualMachine", backup.Machine.Name);
        writer.WriteString("name", backup.Name);
        writer.WriteString("uid", backup.Uid);
        writer.WriteString("operation", backup.Operation);
        writer.WriteTime("createdAt", backup.CreatedAt);
        writer.WriteTime("toldAt", backup.ToldAt);
        writer.WriteString("quiesced", backup.Quiesced.ToString());
        writer.WriteBoolean("completed", backup.HasCompleted);
        writer.WriteArray("volumes", backup.Volumes, static (w, volume) => w.WriteStringValue(volume));
        writer.WriteEndObject();
    }

    private static MachineBackup Backup(JsonElement backup) => new()
    {
        Machine = new VirtualMachineKey(backup.Text("namespace"), backup.Text("virtualMachine")),
        Name = backup.Text("name"),
        Uid = backup.Text("uid"),
        Operation = backup.Text("operation"),
        CreatedAt = backup.Time("createdAt"),
        ToldAt = backup.Time("toldAt"),
        Quiesced = backup.Text("quiesced") switch
        {
            nameof(QuiesceOutcome.Succeeded) => QuiesceOutcome.Succeeded,
            nameof(QuiesceOutcome.Failed) => QuiesceOutcome.Failed,
            nameof(QuiesceOutcome.Skipped) => QuiesceOutcome.Skipped,
            _ => QuiesceOutcome.Unknown,
        },
        HasCompleted = backup.Flag("completed"),
        Volumes = backup.Texts("volumes"),
    };
}
