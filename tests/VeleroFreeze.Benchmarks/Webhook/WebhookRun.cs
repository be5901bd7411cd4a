using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>
/// The webhook as it is released, one native file, beside a server that answers everything the same and, where Go is installed, a webhook of Go's standard
/// library. Each is a process; they take turns, so that whatever else the machine does falls on all of them.
/// </summary>
internal static class WebhookRun
{
    /// <summary>Of every server's certificate.</summary>
    public const string Subject = "CN=127.0.0.1";

    private const int Rounds = 5;

    private const int DefaultReviews = 100_000;

    /// <param name="arguments">Reviews for each server, 100,000 unless given; and the published executable, which is made otherwise.</param>
    public static void Run(string[] arguments)
    {
        var reviews = arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultReviews;
        var folder = Directory.CreateTempSubdirectory("velero-freeze-webhook-").FullName;
        var servers = new List<MeasuredServer>();
        try
        {
            WriteCertificate(folder);
            servers.AddRange(Start(folder, arguments is [_, var published] ? published : Publish(folder)));
            Print(Measure(servers, reviews / Rounds), reviews);
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<MeasuredServer> Start(string folder, string executable)
    {
        var (certificate, key) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        yield return MeasuredServer.Start("constant reply (JIT)", port => [Path.Combine(AppContext.BaseDirectory, "VeleroFreeze.Benchmarks"), ConstantReply.Mode, $"{port}", certificate, key]);
        yield return MeasuredServer.Start(
            "velero-freeze webhook (native)",
            port => [executable, "webhook", "--listen", $"127.0.0.1:{port}", "--probe-listen", $"127.0.0.1:{MeasuredServer.FreePort()}", "--tls-cert", certificate, "--tls-key", key]);
        if (LeanGo.Build(folder) is { } go)
        {
            yield return MeasuredServer.Start("net/http, encoding/json (Go)", port => [go, $"127.0.0.1:{port}", certificate, key]);
        }
        else
        {
            Console.WriteLine("Go is not installed, so its webhook is left out");
        }
    }

    private static List<WebhookMeasure> Measure(List<MeasuredServer> servers, int reviews)
    {
        var review = Reviews.Create();
        // Code that is compiled while it runs gets the time for it.
        servers.ForEach(server => ReviewLoad.Run(server.Port, review, reviews));
        var measures = servers.ConvertAll(server => new WebhookMeasure(server));
        for (var round = 0; round < Rounds; round++)
        {
            measures.ForEach(measure => measure.Add(review, reviews));
        }

        return measures;
    }

    private static void Print(List<WebhookMeasure> measures, int reviews)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reviews} reviews of {Reviews.Create().Length} bytes on 8 connections, in {Rounds} turns; a turn's median:"));
        Console.WriteLine($"{"",-30} {"reviews/s",10} {"ratio",6} {"CPU us",7} {"ratio",6} {"RSS MiB",7} {"ready ms",9}");
        foreach (var measure in measures)
        {
            Console.WriteLine(measure.Row(measures[0]));
        }
    }

    private static string Publish(string folder)
    {
        var output = Path.Combine(folder, "published");
        Console.WriteLine("publishing the native executable, which takes minutes");
        using var dotnet = Process.Start("dotnet", ["publish", "src/VeleroFreeze", "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true", "-o", output, "-v", "quiet", "-nologo"]);
        dotnet.WaitForExit();
        return dotnet.ExitCode == 0 ? Path.Combine(output, "velero-freeze") : throw new InvalidOperationException("publishing failed; this runs in the repository's folder");
    }

    private static void WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
