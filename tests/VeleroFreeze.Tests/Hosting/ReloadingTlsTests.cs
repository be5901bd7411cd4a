using System.Security.Authentication;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Tests.Hosting;

public sealed class ReloadingTlsTests : IDisposable
{
    private static readonly TestAuthority Authority = TestAuthority.Create("authority");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-");

    private string CertificateFile => Path.Combine(_folder.FullName, "tls.crt");

    private string KeyFile => Path.Combine(_folder.FullName, "tls.key");

    private string ClientFile => Path.Combine(_folder.FullName, "ca.crt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_missing_file_is_named()
    {
        ReloadingTls.TryLoad(new TlsFiles(CertificateFile, KeyFile, null), new TlsRules(SslProtocols.Tls12, null), TimeProvider.System, out var problem).ShouldBeNull();

        problem.ShouldBe($"{CertificateFile} cannot be read: no such file");
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_named()
    {
        Write(Authority.Server());

        ReloadingTls.TryLoad(new TlsFiles(CertificateFile, _folder.FullName, null), new TlsRules(SslProtocols.Tls12, null), TimeProvider.System, out var problem).ShouldBeNull();

        problem.ShouldStartWith($"{_folder.FullName} cannot be read: ");
    }

    [Fact]
    public void A_new_pair_takes_the_place_of_the_old()
    {
        var tls = Load();
        var before = tls.ServerOptions;
        Write(Authority.Server());

        tls.LookForChange(out var problem).ShouldBeTrue();

        problem.ShouldBeNull();
        tls.ServerOptions.ShouldNotBeSameAs(before);
        tls.LookForChange(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_new_file_time_alone_changes_nothing()
    {
        var tls = Load();
        var before = tls.ServerOptions;
        File.SetLastWriteTimeUtc(CertificateFile, DateTime.UnixEpoch);

        tls.LookForChange(out _).ShouldBeFalse();

        tls.ServerOptions.ShouldBeSameAs(before);
    }

    [Fact]
    public void A_mounted_secret_that_moves_its_link_is_seen_although_the_files_have_old_times()
    {
        var tls = LoadFromLinkedFolder("1");
        var (certificate, key) = Authority.Server();
        WriteFolder("2", certificate, key);
        Directory.Delete(Path.Combine(_folder.FullName, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..data"), "2");

        tls.LookForChange(out var problem).ShouldBeTrue();

        problem.ShouldBeNull();
        tls.Identity.Context.TargetCertificate.ExportCertificatePem().ShouldBe(certificate);
    }

    [Fact]
    public void A_pair_that_does_not_match_is_told_once_and_the_last_good_one_stays()
    {
        var tls = Load();
        var before = tls.ServerOptions;
        File.WriteAllText(CertificateFile, Authority.Server().Certificate);

        tls.LookForChange(out var problem).ShouldBeTrue();
        tls.LookForChange(out _).ShouldBeFalse();

        problem!.ShouldContain("do not make a pair");
        tls.ServerOptions.ShouldBeSameAs(before);
    }

    [Fact]
    public void The_missing_half_arriving_later_completes_the_pair()
    {
        var tls = Load();
        var (certificate, key) = Authority.Server();
        File.WriteAllText(CertificateFile, certificate);
        tls.LookForChange(out _);
        File.WriteAllText(KeyFile, key);

        tls.LookForChange(out var problem).ShouldBeTrue();

        problem.ShouldBeNull();
        tls.Identity.Context.TargetCertificate.ExportCertificatePem().ShouldBe(certificate);
    }

    [Fact]
    public void A_file_that_is_gone_is_told_once_and_the_last_good_pair_stays()
    {
        var tls = Load();
        var before = tls.ServerOptions;
        File.Delete(KeyFile);

        tls.LookForChange(out var problem).ShouldBeTrue();
        tls.LookForChange(out _).ShouldBeFalse();

        problem!.ShouldContain("no such file");
        tls.ServerOptions.ShouldBeSameAs(before);
    }

    [Fact]
    public void A_new_pair_that_has_expired_is_not_taken()
    {
        var tls = Load();
        var before = tls.ServerOptions;
        Write(Authority.Server(notAfter: DateTimeOffset.UtcNow.AddMinutes(-1)));

        tls.LookForChange(out var problem).ShouldBeTrue();

        problem.ShouldBe("it has expired");
        tls.ServerOptions.ShouldBeSameAs(before);
    }

    [Fact]
    public void The_client_authority_is_looked_at_as_well()
    {
        Write(Authority.Server());
        File.WriteAllText(ClientFile, Authority.Pem);
        var tls = Load(ClientFile);
        File.WriteAllText(ClientFile, TestAuthority.Create("next").Pem + "\n" + Authority.Pem);

        tls.LookForChange(out _).ShouldBeTrue();

        tls.Identity.ClientAuthorities!.Count.ShouldBe(2);
    }

    private ReloadingTls Load(string? clientFile = null)
    {
        Write(Authority.Server());
        return Load(new TlsFiles(CertificateFile, KeyFile, clientFile));
    }

    private static ReloadingTls Load(TlsFiles files)
    {
        var tls = ReloadingTls.TryLoad(files, new TlsRules(SslProtocols.Tls12, null), TimeProvider.System, out var problem);
        return tls.ShouldNotBeNull(problem);
    }

    private ReloadingTls LoadFromLinkedFolder(string folder)
    {
        var (certificate, key) = Authority.Server();
        WriteFolder(folder, certificate, key);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..data"), folder);
        File.CreateSymbolicLink(CertificateFile, "..data/tls.crt");
        File.CreateSymbolicLink(KeyFile, "..data/tls.key");
        return Load(new TlsFiles(CertificateFile, KeyFile, null));
    }

    private void Write((string Certificate, string Key) pair)
    {
        File.WriteAllText(CertificateFile, pair.Certificate);
        File.WriteAllText(KeyFile, pair.Key);
    }

    private void WriteFolder(string name, string certificate, string key)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        foreach (var (file, text) in new[] { ("tls.crt", certificate), ("tls.key", key) })
        {
            File.WriteAllText(Path.Combine(folder, file), text);
            File.SetLastWriteTimeUtc(Path.Combine(folder, file), DateTime.UnixEpoch);
        }
    }
}
