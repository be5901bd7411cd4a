using System.Net;
using System.Text.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

/// <summary>A webhook that listens, with a pair that the tests' own authority signed.</summary>
internal sealed class RunningWebhook : IAsyncDisposable
{
    private static readonly HttpClient Plain = new() { Timeout = TimeSpan.FromSeconds(60) };

    private RunningWebhook(VeleroFreezeProcess process, TlsFolder files, IPEndPoint https, IPEndPoint probe) =>
        (Process, Files, Https, Probe) = (process, files, https, probe);

    public VeleroFreezeProcess Process { get; }

    public TlsFolder Files { get; }

    public IPEndPoint Https { get; }

    public IPEndPoint Probe { get; }

    public static Task<RunningWebhook> StartAsync(params string[] arguments) => StartAsync(new TlsFolder(TestAuthority.Create("authority")), arguments);

    public static async Task<RunningWebhook> StartAsync(TlsFolder files, string[] arguments, params (string Name, string Value)[] environment)
    {
        var process = VeleroFreezeProcess.Start(
            ["webhook", "--listen", "127.0.0.1:0", "--probe-listen", "127.0.0.1:0", "--tls-cert", files.CertificateFile, "--tls-key", files.KeyFile, .. arguments],
            environment);
        var (https, probe) = await process.ListeningAsync();
        return new RunningWebhook(process, files, https, probe);
    }

    public Task<RawConnection> ConnectAsync(Action<System.Net.Security.SslClientAuthenticationOptions>? configure = null) =>
        RawConnection.OpenAsync(Https, [Files.Authority.Certificate], configure);

    public async Task<RawReply> PostAsync(string path, string body)
    {
        await using var connection = await ConnectAsync();
        return await connection.PostAsync(path, body);
    }

    /// <summary>Answers an ordinary review as it should.</summary>
    public async Task ShouldServeAsync() => (await PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).ShouldAllowWithHooks();

    public async Task<(int Status, string Text)> ProbeAsync(string path)
    {
        using var reply = await Plain.GetAsync(new Uri($"http://{Probe}{path}"));
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Files.Dispose();
    }
}

/// <summary>A folder with a pair in it.</summary>
internal sealed class TlsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-");

    public TlsFolder(TestAuthority authority)
    {
        Authority = authority;
        Write(authority.Server());
    }

    public TestAuthority Authority { get; }

    public string CertificateFile => PathOf("tls.crt");

    public string KeyFile => PathOf("tls.key");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Write((string Certificate, string Key) pair)
    {
        Write("tls.crt", pair.Certificate);
        Write("tls.key", pair.Key);
    }

    /// <summary>Replaces a file in one step, as a mounted Secret does.</summary>
    public void Write(string name, string text)
    {
        File.WriteAllText(PathOf(name + ".new"), text);
        File.Move(PathOf(name + ".new"), PathOf(name), overwrite: true);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

internal static class ReplyAssertions
{
    /// <summary>The review allows, with the given uid; gives its response.</summary>
    public static JsonElement ShouldAllow(this RawReply reply, string uid = Reviews.Uid)
    {
        reply.Status.ShouldBe(200, reply.Text);
        reply.Headers["content-type"].ShouldBe("application/json");
        var review = JsonDocument.Parse(reply.Body).RootElement;
        review.GetProperty("apiVersion").GetString().ShouldBe("admission.k8s.io/v1");
        review.GetProperty("kind").GetString().ShouldBe("AdmissionReview");
        var response = review.GetProperty("response");
        response.GetProperty("uid").GetString().ShouldBe(uid);
        response.GetProperty("allowed").GetBoolean().ShouldBeTrue();
        return response;
    }

    public static void ShouldAllowWithHooks(this RawReply reply)
    {
        var response = reply.ShouldAllow();
        response.GetProperty("patchType").GetString().ShouldBe("JSONPatch");
        var patch = JsonDocument.Parse(response.GetProperty("patch").GetBytesFromBase64()).RootElement;
        patch.EnumerateArray().Select(operation => operation.GetProperty("path").GetString())
            .ShouldContain("/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command");
    }

    public static void ShouldAllowWithoutHooks(this RawReply reply, int warnings)
    {
        var response = reply.ShouldAllow();
        response.TryGetProperty("patch", out _).ShouldBeFalse();
        response.TryGetProperty("patchType", out _).ShouldBeFalse();
        (response.TryGetProperty("warnings", out var texts) ? texts.GetArrayLength() : 0).ShouldBe(warnings);
    }

    /// <summary>Not an answer that an API server could read as one: it goes on without us.</summary>
    public static void ShouldBeRefused(this RawReply reply, int status)
    {
        reply.Status.ShouldBe(status, reply.Text);
        reply.Headers["content-type"].ShouldStartWith("text/plain");
        reply.Text.Trim().ShouldNotBeEmpty();
        reply.Text.Trim().ShouldNotContain("\n");
    }
}
