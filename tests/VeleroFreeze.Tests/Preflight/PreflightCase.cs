using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Patching;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Preflight;

/// <summary>A healthy VM with one thing changed, as API objects.</summary>
internal sealed partial class PreflightCase(JsonObject objects)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    public static PreflightCase Healthy => Changed("{}");

    public static PreflightCase Changed(string yaml)
    {
        var healthy = File.ReadAllText(Path.Combine(GoldenCases.Folder("preflight", ""), "healthy.yaml"));
        return new PreflightCase((JsonObject)MergePatch.Apply(YamlText.Parse(healthy), YamlText.Parse(yaml))!);
    }

    public IReadOnlyList<JsonElement> Machine => [.. Found("vm"), .. Found("vmi"), .. Found("pod"), .. Found("claim")];

    public MachineFacts Facts => MachineReader.Read(new MachineObjects { Objects = Machine, Namespaces = Look("namespace") }, Installation).Single();

    public AgentFacts? Agent => Failure("guestosinfo") is null ? AgentReader.Read(Element(objects["guestosinfo"]!)) : null;

    public PreflightReport Report()
    {
        var (installation, facts) = (Installation, Facts);
        return new PreflightReport(
            [
                InstallationRules.KubeVirt(installation),
                InstallationRules.Velero(installation.Velero),
                WebhookRules.Examine(installation.Webhook, installation.Now),
                MachineRules.Examine(facts, Agent, Failure("guestosinfo"), installation.Velero),
            ],
            NotOptedIn: 0);
    }

    private InstallationFacts Installation => LauncherEvidence.Apply(Read, Machine);

    private InstallationFacts Read => InstallationReader.Read(
        new InstallationObjects
        {
            Now = Now,
            VeleroNamespace = "velero",
            KubeVirts = Look("kubevirt"),
            Deployments = Look("deployment"),
            Schedules = Look("schedule"),
            WebhookConfigurations = Look("webhook"),
            EndpointSlices = Look("endpoints"),
            DryRun = Look("dryRun"),
            Warnings = [.. objects["warnings"]?.AsArray().GetValues<string>() ?? []],
            Handshake = objects["handshake"] is { } made ? new Handshake(new WebhookAddress((string)made["host"]!, 443, IsService: false), [], (string)made["failure"]!) : null,
        },
        KubeVirtVersion.Unknown);

    private ReadResult Look(string name) => new(Found(name), Failure(name));

    private string? Failure(string name) => (string?)objects["failures"]?[name];

    private IReadOnlyList<JsonElement> Found(string name) => objects[name] is { } item ? [Element(item)] : [];

    private static JsonElement Element(JsonNode node) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes(Validity().Replace(node.ToJsonString(), match => Authority(match.Groups[1].Value, match.Groups[2].Value))));

    private static string Authority(string from, string until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(Date(from), Date(until));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(authority.ExportCertificatePem()));
    }

    private static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex("valid from (\\S+) to ([^\\s\"]+)")]
    private static partial Regex Validity();
}
