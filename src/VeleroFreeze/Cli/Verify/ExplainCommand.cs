using System.CommandLine;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <summary><c>velero-freeze explain</c>: what happened to one VM in one backup.</summary>
internal sealed class ExplainCommand
{
    private readonly Argument<string[]> _names = new("BACKUP NAMESPACE/VM")
    {
        HelpName = "BACKUP NAMESPACE/VM",
        Description = "The Backup's name, which --from makes needless, and the VM",
        Arity = new ArgumentArity(1, 2),
    };

    private readonly CaseOptions _case = new();

    public Command Create(CommandIO io)
    {
        var command = new Command("explain", "Show the timeline of one VM in a backup, with the evidence, and what to do about a bad verdict") { _names };
        _case.AddTo(command);
        command.SetInterruptibleAction((parsed, cancel) => RunAsync(parsed, io, cancel));
        return command.WithHelp(
            [
                "velero-freeze explain nightly-20261121 shop/db",
                "velero-freeze explain --from backups/nightly-20261121 shop/db",
                "velero-freeze explain nightly-20261121 shop/db -o json",
            ]);
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandIO io, CancellationToken cancel)
    {
        var (backup, machine) = Names(parsed);
        var judged = await _case.LoadAsync(parsed, backup, wait: null, cancel);
        foreach (var notice in judged.Notices)
        {
            await io.Error.WriteLineAsync(TextLayout.Plain(notice));
        }

        var explanation = Explanation.Of(judged, machine) ?? throw new CommandException($"{machine} is not in this backup; {Known(judged.Report)}");
        await io.WriteAsync(_case.Output(parsed) switch
        {
            "json" => ReportOutput.Json(explanation.ToJson(judged.Report)),
            "yaml" => JsonYaml.Of(explanation.ToJson(judged.Report)),
            _ => ExplainText.Of(explanation, io.HasColours),
        });
        return ExitCode.Fine;
    }

    private (string? Backup, VirtualMachineKey Machine) Names(ParseResult parsed)
    {
        var names = parsed.GetValue(_names)!;
        var isFile = _case.From(parsed) is not null;
        if (names.Length != (isFile ? 1 : 2) || names[^1].Split('/') is not [{ Length: > 0 } space, { Length: > 0 } name])
        {
            throw new CommandException(isFile ? "name the VM as NAMESPACE/VM, and no backup with --from" : "name the backup and the VM: BACKUP NAMESPACE/VM");
        }

        return (isFile ? null : names[0], new VirtualMachineKey(space, name));
    }

    private static string Known(ConsistencyReport report) => report.VirtualMachines.Count == 0
        ? "no VM was found in it"
        : $"there are {string.Join(", ", report.VirtualMachines.Take(10).Select(machine => machine.Key))}{(report.VirtualMachines.Count > 10 ? " and more" : "")}";
}
