using System.Globalization;
using System.Net;
using System.Security.Authentication;

namespace VeleroFreeze.Backups.Storage;

/// <summary>One GET of one signed URL, within the limits. Nothing of the URL's query and nothing of an error's body leaves this class.</summary>
internal sealed class ArtifactDownload(HttpClient http, DownloadLimits limits, LargeFiles.Share share, TimeProvider time)
{
    public async Task<FetchedArtifact> GetAsync(Uri url, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(limits.FirstByte, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return OfStatus(response) ?? await BodyAsync(response, patience, either.Token, cancellation);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            return e.InnerException is TimeoutException && !patience.IsCancellationRequested
                ? new FetchedArtifact(DownloadOutcome.ConnectTimedOut, default, $"no connection to {url.Authority} within {Seconds(limits.Connect)}")
                : new FetchedArtifact(DownloadOutcome.TooSlow, default, $"no answer within {Seconds(limits.FirstByte)}");
        }
        catch (HttpRequestException e)
        {
            return OfFailure(e, url);
        }
    }

    /// <summary>Null when a body is to be read.</summary>
    private FetchedArtifact? OfStatus(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK when response.Content.Headers.ContentLength > limits.MaxBytes => TooLarge(),
        HttpStatusCode.OK => null,
        HttpStatusCode.NotFound => new FetchedArtifact(DownloadOutcome.NotFound),
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new FetchedArtifact(DownloadOutcome.AccessDenied),
        >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => new FetchedArtifact(DownloadOutcome.Redirected, default, Code(response)),
        _ => new FetchedArtifact(DownloadOutcome.ServerFailed, default, Code(response)),
    };

    /// <summary>Reads while the body keeps up: before each read the clock is set to when too few bytes would have come.</summary>
    private async Task<FetchedArtifact> BodyAsync(HttpResponseMessage response, CancellationTokenSource patience, CancellationToken either, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        var startedAt = time.GetTimestamp();
        var waited = TimeSpan.Zero;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either);
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var left = limits.Allowance(memory.Length) + waited - time.GetElapsedTime(startedAt);
                patience.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
                var count = await body.ReadAsync(buffer, either);
                if (count == 0)
                {
                    return Finished(response.Content.Headers.ContentLength, memory);
                }

                if (memory.Length + count > limits.MaxBytes)
                {
                    return TooLarge();
                }

                if (memory.Length + count > LargeFiles.FreeBytes)
                {
                    waited += await TurnAsync(patience, cancellation);
                    MakeRoom(memory, response.Content.Headers.ContentLength);
                }

                memory.Write(buffer, 0, count);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            var outcome = limits.Allowance(memory.Length) < limits.Total ? DownloadOutcome.TooSlow : DownloadOutcome.TookTooLong;
            return new FetchedArtifact(outcome, default, $"{memory.Length} bytes in {Seconds(time.GetElapsedTime(startedAt))}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Cut(response.Content.Headers.ContentLength, memory);
        }
    }

    /// <returns>How long it took; none of the storage's time.</returns>
    private async Task<TimeSpan> TurnAsync(CancellationTokenSource patience, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        patience.CancelAfter(Timeout.InfiniteTimeSpan);
        await share.TakeAsync(cancellation);
        return time.GetElapsedTime(since);
    }

    /// <summary>All at once where the size was announced: growing step by step takes up to three times as much.</summary>
    private static void MakeRoom(MemoryStream memory, long? announced)
    {
        if (announced > memory.Capacity)
        {
            memory.Capacity = (int)announced;
        }
    }

    private static ReadOnlyMemory<byte> Content(MemoryStream memory) => memory.GetBuffer().AsMemory(0, (int)memory.Length);

    private static FetchedArtifact Finished(long? announced, MemoryStream memory) =>
        announced is null || announced == memory.Length ? new FetchedArtifact(DownloadOutcome.Fetched, Content(memory)) : Cut(announced, memory);

    private static FetchedArtifact Cut(long? announced, MemoryStream memory) =>
        new(DownloadOutcome.Incomplete, Content(memory), string.Create(CultureInfo.InvariantCulture, $"{memory.Length} of {announced?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} bytes"));

    private FetchedArtifact TooLarge() => new(DownloadOutcome.TooLarge, default, $"{limits.MaxBytes / 1024 / 1024} MiB");

    private static FetchedArtifact OfFailure(HttpRequestException failure, Uri url) => failure switch
    {
        { InnerException: AddressRefusedException refused } => new FetchedArtifact(DownloadOutcome.AddressRefused, default, refused.Message),
        { InnerException: AuthenticationException } => new FetchedArtifact(DownloadOutcome.Untrusted, default, url.Authority),
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new FetchedArtifact(DownloadOutcome.HeadersTooLarge, default, url.Authority),
        _ => new FetchedArtifact(DownloadOutcome.Unreachable, default, url.Authority),
    };

    private static string Code(HttpResponseMessage response) => ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s");
}
