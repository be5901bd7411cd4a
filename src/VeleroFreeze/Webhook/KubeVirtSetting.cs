using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Webhook;

/// <summary>
/// The KubeVirt release that the webhook writes for. A flag stands until the process ends; a file is looked at in turn, and unknown whenever it says nothing usable:
/// a release that is not known costs no VM its hooks, one that is wrong may.
/// </summary>
internal sealed class KubeVirtSetting
{
    /// <summary>A release has a few dozen characters; whatever is longer is none.</summary>
    private const int MaxCharacters = 200;

    private readonly string? _file;
    private volatile Reading _current;

    private KubeVirtSetting(string? file, Reading first) => (_file, _current) = (file, first);

    /// <summary>What the next request is answered by.</summary>
    public AssumedKubeVirt Current => _current.Assumed;

    /// <summary>Null, or one line that says why the file's text is no release.</summary>
    public string? Problem => _current.Problem;

    /// <param name="flag">Wins; null where it is not given.</param>
    /// <param name="file">Its path; null where it is not given.</param>
    public static KubeVirtSetting Of(KubeVirtVersion? flag, string? file) => (flag, file) switch
    {
        ({ } release, _) => new KubeVirtSetting(null, new Reading(new AssumedKubeVirt(release, ReleaseSource.Flag), null)),
        (_, { } path) => new KubeVirtSetting(path, Read(path)),
        _ => new KubeVirtSetting(null, new Reading(new AssumedKubeVirt(KubeVirtVersion.Unknown, ReleaseSource.Nothing), null)),
    };

    /// <summary>Looks at the file every <paramref name="interval"/> until cancelled.</summary>
    /// <param name="interval">A mounted ConfigMap lags by a minute anyway, so seconds are soon enough.</param>
    /// <param name="time">Ticks.</param>
    /// <param name="onChange">Told after each change.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task WatchAsync(TimeSpan interval, TimeProvider time, Action onChange, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (LookForChange())
            {
                onChange();
            }
        }
    }

    /// <returns>True when the file says something else than before.</returns>
    public bool LookForChange()
    {
        var reading = _file is null ? _current : Read(_file);
        if (reading == _current)
        {
            return false;
        }

        _current = reading;
        return true;
    }

    /// <summary>A file that is not there is a ConfigMap that is not there, or has no such key: nobody says.</summary>
    private static Reading Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxCharacters];
            return Interpret(path, buffer.AsSpan(0, reader.ReadBlock(buffer)).Trim().ToString());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unknown(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Unknown($"{path} cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static Reading Interpret(string path, string text) =>
        text.Length == 0 ? Unknown(null)
        : KubeVirtVersionText.TryRead(text, out var release, out var expected) ? new Reading(new AssumedKubeVirt(release, ReleaseSource.File), null)
        : Unknown($"{path}: \"{AdmissionLog.Name(text)}\" is not {expected}");

    private static Reading Unknown(string? problem) => new(new AssumedKubeVirt(KubeVirtVersion.Unknown, ReleaseSource.File), problem);

    private sealed record Reading(AssumedKubeVirt Assumed, string? Problem);
}
