using System.CommandLine;

namespace VeleroFreeze.Cli.Verify;

/// <summary><c>velero-freeze verify</c>: what one backup is worth.</summary>
internal sealed class VerifyCommand
{
    private const string Notes = """
        Exit codes: 0 every required VM is file-system-consistent or offline-consistent, 1 one is known not to be, 3 one is unverified and none is known
        to be bad, or the cluster or the evidence is out of reach; 2 bad usage.
        """;

    private readonly Argument<string?> _backup = new("BACKUP") { Description = "The Backup's name; not with --from", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until the backup is over" };
    private readonly Option<bool> _require = new("--require") { Description = "Take every VM that opted in for required" };
    private readonly CaseOptions _case = new();

    public Command Create(CommandIO io)
    {
        var command = new Command("verify", "Say what a backup is worth, for each VM and disk") { _backup, _wait, _require };
        _case.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(_backup) is null) == (_case.From(result) is null))
            {
                result.AddError("name a BACKUP, or the directory of one with --from");
            }
        });
        command.SetInterruptibleAction((parsed, cancel) => RunAsync(parsed, io, cancel));
        return command.WithHelp(
            [
                "velero-freeze verify nightly-20261121",
                "velero-freeze verify nightly-20261121 --wait --require && echo good",
                "velero-freeze verify nightly-20261121 -n openshift-adp -o json | jq .verdict",
                "velero-freeze verify --from backups/nightly-20261121 --objects objects.json",
            ],
            Notes);
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandIO io, CancellationToken cancel)
    {
        using var progress = new ProgressLine(io);
        var judged = await _case.LoadAsync(parsed, parsed.GetValue(_backup), parsed.GetValue(_wait) ? progress.Show : null, cancel);
        progress.Clear();
        foreach (var notice in judged.Notices)
        {
            await io.Error.WriteLineAsync(TextLayout.Plain(notice));
        }

        await io.WriteAsync(_case.Output(parsed) switch
        {
            "json" => ReportOutput.Json(judged.Report),
            "yaml" => ReportOutput.Yaml(judged.Report),
            _ => VerifyText.Of(judged.Report, io.HasColours),
        });
        return VerifyExit.CodeOf(judged.Report, parsed.GetValue(_require));
    }
}
