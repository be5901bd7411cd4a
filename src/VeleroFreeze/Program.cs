using System.CommandLine;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Certs;
using VeleroFreeze.Cli.Inject;
using VeleroFreeze.Cli.Lint;
using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Verifier;
using VeleroFreeze.Webhook;

var io = CommandIO.OfProcess();
var root = new RootCommand("Freeze hooks for KubeVirt virtual machines in Velero backups: label a VM to opt in, back up as always")
{
    new InjectCommand().Create(io),
    new LintCommand().Create(io),
    new VerifyCommand().Create(io),
    new ExplainCommand().Create(io),
    new PreflightCommand().Create(io),
    WebhookCommand.Create().WithHelp(WebhookCommand.Examples, WebhookCommand.Notes),
    VerifierCommand.Create().WithHelp(VerifierCommand.Examples, VerifierCommand.Notes),
    CertsCommand.Create(io),
}.WithHelp(
[
    "velero-freeze inject vm.yaml | kubectl apply -f -",
    "velero-freeze lint manifests/",
    "velero-freeze webhook --tls-cert tls.crt --tls-key tls.key",
    "velero-freeze preflight shop/orders-db",
    "velero-freeze verifier",
    "velero-freeze certs status",
    "velero-freeze verify nightly-20261121 --wait",
    "velero-freeze explain nightly-20261121 shop/db",
]);
return await CommandLine.RunAsync(root, args, io);
