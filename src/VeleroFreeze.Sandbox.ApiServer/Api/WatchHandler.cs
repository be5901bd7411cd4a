using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Serves one stream of changes after another.</summary>
internal sealed class WatchHandler(ObjectStore store, WatchSettings settings, CancellationToken stopping)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(45);

    public async Task WatchAsync(ApiCall call)
    {
        var options = ListOptions.Read(call, isWatch: true);
        _ = Negotiation.FormOf(call.Http.Request);
        var feed = new WatchFeed(store, call, options);
        if (settings.AnswersExpiredWatchWithStatus && feed.IsExpired)
        {
            throw Refusal.Expired(feed.ExpiredMessage);
        }

        using var timeout = new CancellationTokenSource(options.Timeout ?? DefaultTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping, call.Stop);
        call.Http.Response.ContentType = "application/json";
        await call.Http.Response.StartAsync(call.Stop);
        await call.Http.Response.Body.FlushAsync(call.Stop);
        try
        {
            await StreamAsync(call, feed, options, either.Token);
        }
        catch (OperationCanceledException) when (!call.Stop.IsCancellationRequested)
        {
            if (options.WantsBookmarks && !stopping.IsCancellationRequested)
            {
                await WriteAsync(call, [feed.Bookmark()], call.Stop);
            }
        }
    }

    private async Task StreamAsync(ApiCall call, WatchFeed feed, ListOptions options, CancellationToken stop)
    {
        await WriteAsync(call, feed.Initial(Now), call.Stop);
        while (true)
        {
            if (feed.IsExpired)
            {
                await WriteAsync(call, [feed.Expired()], call.Stop);
                return;
            }

            await WriteAsync(call, feed.Next(Now), call.Stop);
            if (!await ChangesInTimeAsync(feed, stop) && options.WantsBookmarks)
            {
                await WriteAsync(call, [feed.Bookmark()], call.Stop);
            }
        }
    }

    private DateTimeOffset Now => settings.Time.GetUtcNow();

    /// <summary>False when a bookmark is due before anything happens.</summary>
    private async Task<bool> ChangesInTimeAsync(WatchFeed feed, CancellationToken stop)
    {
        try
        {
            await store.WaitForChangeAsync(feed.Revision, stop).WaitAsync(settings.BookmarkInterval, settings.Time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(ApiCall call, IEnumerable<JsonObject> events, CancellationToken stop)
    {
        var any = false;
        foreach (var line in events)
        {
            any = true;
            await call.Http.Response.Body.WriteAsync(JsonText.ToBytes(line), stop);
            await call.Http.Response.Body.WriteAsync("\n"u8.ToArray(), stop);
        }

        if (any)
        {
            await call.Http.Response.Body.FlushAsync(stop);
        }
    }
}
