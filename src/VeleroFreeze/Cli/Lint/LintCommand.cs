using System.CommandLine;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Cli.Lint;

/// <summary><c>velero-freeze lint</c>: what hand-written hooks will really do.</summary>
internal sealed class LintCommand
{
    private readonly Argument<string[]> _paths = CommandLine.PathArgument();
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace of objects that name none" };
    private readonly Option<KubeVirtVersion> _kubeVirt = CommonOptions.KubeVirtVersion();
    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "text, json, or github: workflow commands that annotate a pull request",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json|github",
    }.AcceptOnlyFromAmong("text", "json", "github");

    public Command Create(CommandIO io)
    {
        var command = new Command("lint", "Find backup hook annotations that will not do what they say")
        {
            _paths, _namespace, _kubeVirt, _output,
        }.WithHelp(
            [
                "velero-freeze lint manifests/",
                "kubectl get vm -A -o yaml | velero-freeze lint -",
                "velero-freeze lint --kubevirt-version 1.5.3 vm.yaml",
                "velero-freeze lint -o github manifests/        # in a workflow",
            ]);
        command.SetInterruptibleAction((parsed, cancel) => RunAsync(parsed, io, cancel));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandIO io, CancellationToken cancel)
    {
        var files = await InputFiles.ReadAsync(parsed.GetValue(_paths) ?? [], io, cancel);
        var diagnostics = Diagnostic.In(files, parsed.GetValue(_kubeVirt), parsed.GetValue(_namespace));
        await io.WriteAsync(LintOutput.Render(diagnostics, parsed.GetValue(_output)!));
        await io.Error.WriteLineAsync(LintOutput.Summary(diagnostics));
        return diagnostics.Any(d => d.Severity == LintSeverity.Error) ? ExitCode.No : ExitCode.Fine;
    }
}
