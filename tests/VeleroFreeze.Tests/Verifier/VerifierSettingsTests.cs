using VeleroFreeze.Verifier;

namespace VeleroFreeze.Tests.Verifier;

public sealed class VerifierSettingsTests
{
    [Fact]
    public void Everything_has_a_default()
    {
        var options = Read([], out var errors);
        errors.ShouldBeEmpty();
        options.VeleroNamespaces.ShouldBe(["velero"]);
        options.Namespace.ShouldBe("velerofreeze");
        options.Since.ShouldBe(TimeSpan.FromHours(24));
        options.LeaderElection.ShouldBeTrue();
        options.LeaseDuration.ShouldBe(TimeSpan.FromSeconds(15));
        options.ProbeListen.ToString().ShouldBe("0.0.0.0:8080");
        options.Fetch.AllowHttp.ShouldBeFalse();
        options.Fetch.AllowLoopback.ShouldBeFalse();
        options.Fetch.Hosts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/nowhere/ca.pem", "cannot be read")]
    [InlineData("VeleroFreeze.Tests.dll", "holds no certificate")]
    public void An_authority_file_that_cannot_be_used_is_told_at_the_start(string file, string why)
    {
        Read(new() { ["--storage-ca"] = Path.Combine(AppContext.BaseDirectory, file) }, out var errors);
        errors.ShouldHaveSingleItem().ShouldStartWith("--storage-ca: ");
        errors[0].ShouldContain(why);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        using var authority = new VeleroFreeze.Sandbox.Certificates.CertificateAuthority("storage", DateTimeOffset.UnixEpoch);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, authority.Pem);
        var options = Read(
            new()
            {
                ["--kubeconfig"] = "kc",
                ["--context"] = "c",
                ["--velero-namespace"] = "openshift-adp,velero-two,openshift-adp",
                ["--namespace"] = "vf",
                ["--since"] = "72h",
                ["--leader-election"] = "off",
                ["--lease-duration"] = "30s",
                ["--late-evidence"] = "1s",
                ["--probe-listen"] = "127.0.0.1:0",
                ["--storage-host"] = "a.example, .b.example",
                ["--storage-ca"] = file,
                ["--allow-http-storage"] = "on",
                ["--allow-loopback-storage"] = "on",
                ["--log-format"] = "json",
            },
            out var errors);
        errors.ShouldBeEmpty();
        options.Kubeconfig.ShouldBe("kc");
        options.Context.ShouldBe("c");
        options.VeleroNamespaces.ShouldBe(["openshift-adp", "velero-two"]);
        options.Namespace.ShouldBe("vf");
        options.Since.ShouldBe(TimeSpan.FromHours(72));
        options.LeaderElection.ShouldBeFalse();
        options.LeaseDuration.ShouldBe(TimeSpan.FromSeconds(30));
        options.LateEvidence.ShouldBe(TimeSpan.FromSeconds(1));
        options.ProbeListen.ToString().ShouldBe("127.0.0.1:0");
        options.Fetch.Hosts.ShouldBe(["a.example", ".b.example"]);
        options.Fetch.CaFile.ShouldBe(file);
        File.Delete(file);
        options.Fetch.AllowHttp.ShouldBeTrue();
        options.Fetch.AllowLoopback.ShouldBeTrue();
        options.LogFormat.ShouldBe(VeleroFreeze.Hosting.LogFormat.Json);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        Read(
            new() { ["--since"] = "yesterday", ["--leader-election"] = "maybe", ["--namespace"] = "Not A Name", ["--lease-duration"] = "3500ms", ["--probe-listen"] = "8080" },
            out var errors);
        errors.Select(error => error.Split(':')[0].Split(' ')[0]).ShouldBe(["--namespace", "--since", "--leader-election", "--probe-listen", "--lease-duration"], ignoreOrder: true);
    }

    [Fact]
    public void Variables_stand_in_for_flags()
    {
        var options = VerifierSettings.Read(_ => null, name => name == "VELEROFREEZE_VERIFIER_ALLOW_LOOPBACK_STORAGE" ? "true" : null, out var errors);
        errors.ShouldBeEmpty();
        options.Fetch.AllowLoopback.ShouldBeTrue();
    }

    private static VerifierOptions Read(Dictionary<string, string> flags, out IReadOnlyList<string> errors)
    {
        flags.Keys.ShouldBeSubsetOf(VerifierSettings.All.Select(setting => setting.Flag));
        return VerifierSettings.Read(flag => flags.GetValueOrDefault(flag), _ => null, out errors);
    }
}
