using System.CommandLine;
using VeleroFreeze.Cli.Files;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Cli.Inject;

/// <summary><c>velero-freeze inject</c>: the webhook's engine for manifests in files.</summary>
internal sealed class InjectCommand
{
    private readonly Argument<string[]> _paths = CommandLine.PathArgument();
    private readonly Option<bool> _write = new("--write", "-w") { Description = "Replace the files instead of printing them; a file with an error is left as it was" };
    private readonly Option<bool> _check = new("--check") { Description = "Change nothing; list what would change and exit 1 if anything would" };
    private readonly Option<bool> _diff = new("--diff") { Description = "Print a unified diff instead of the manifests" };
    private readonly Option<bool> _remove = new("--remove") { Description = "Take out exactly what was injected" };
    private readonly Option<bool> _takeOwnership = new("--take-ownership")
    {
        Description = "Where tuning needs it, also switch KubeVirt's own hooks off; only for VMs that are created or halted when this is applied",
    };

    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace of objects that name none" };
    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "yaml: the files' own text; json: objects; patch: a line of JSON Patch for each object that changes",
        DefaultValueFactory = _ => "yaml",
        HelpName = "yaml|json|patch",
    }.AcceptOnlyFromAmong("yaml", "json", "patch");

    private readonly Option<string> _report = new Option<string>("--report")
    {
        Description = "How standard error says what was decided",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json",
    }.AcceptOnlyFromAmong("text", "json");

    private readonly Option<KubeVirtVersion> _kubeVirt = CommonOptions.KubeVirtVersion();
    private readonly Option<OnError> _onError = CommonOptions.OnError();

    public Command Create(CommandIO io)
    {
        var command = new Command("inject", "Inject freeze hooks into VirtualMachine manifests, adding lines and changing none")
        {
            _paths, _write, _check, _diff, _remove, _takeOwnership, _namespace, _output, _report, _kubeVirt, _onError,
        }.WithHelp(
            [
                "velero-freeze inject vm.yaml | kubectl apply -f -",
                "velero-freeze inject --write manifests/",
                "velero-freeze inject --check manifests/        # in CI",
                "velero-freeze inject --diff --remove vm.yaml",
            ]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_write) && result.GetValue(_check))
            {
                result.AddError("--write and --check exclude each other");
            }
        });
        command.SetInterruptibleAction((parsed, cancel) => RunAsync(parsed, io, cancel));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandIO io, CancellationToken cancel)
    {
        var options = new InjectOptions(
            parsed.GetValue(_takeOwnership), parsed.GetValue(_remove), parsed.GetValue(_namespace), parsed.GetValue(_kubeVirt), parsed.GetValue(_onError));
        var inputs = await InputFiles.ReadAsync(parsed.GetValue(_paths) ?? [], io, cancel);
        if (parsed.GetValue(_write) && inputs.Any(file => file.IsStandardInput))
        {
            throw new CommandException("--write needs files; standard input cannot be replaced");
        }

        var files = FileInjection.Of(inputs, options);
        if (parsed.GetValue(_write))
        {
            Write(files);
        }

        await io.Output.WriteAsync(Answer(parsed, files), cancel);
        var report = parsed.GetValue(_report) == "json" ? InjectReport.Json(files) : InjectReport.Text(files, withChanges: !parsed.GetValue(_check));
        await io.Error.WriteAsync(report);
        return ExitCodeOf(parsed, files);
    }

    private byte[] Answer(ParseResult parsed, IReadOnlyList<FileInjection> files)
    {
        if (parsed.GetValue(_diff))
        {
            return System.Text.Encoding.UTF8.GetBytes(InjectOutput.Diff(files));
        }

        if (parsed.GetValue(_check))
        {
            return System.Text.Encoding.UTF8.GetBytes(InjectReport.Changes(files));
        }

        return (parsed.GetValue(_write), parsed.GetValue(_output)) switch
        {
            (true, _) => [],
            (_, "json") => InjectOutput.Json(files),
            (_, "patch") => InjectOutput.Patches(files),
            _ => InjectOutput.Text(files),
        };
    }

    private static void Write(IReadOnlyList<FileInjection> files)
    {
        var changed = files.Where(file => file.IsChanged).ToList();
        // All of them first, so that none is changed where one must not be.
        changed.ForEach(file => AtomicFile.RequireWritable(file.Path));
        foreach (var file in changed)
        {
            AtomicFile.Replace(file.Path, file.After);
        }
    }

    private int ExitCodeOf(ParseResult parsed, IReadOnlyList<FileInjection> files)
    {
        if (files.Any(file => file.Errors.Count > 0))
        {
            return ExitCode.BadInput;
        }

        return parsed.GetValue(_check) && files.Any(file => file.IsChanged) ? ExitCode.No : ExitCode.Fine;
    }
}
