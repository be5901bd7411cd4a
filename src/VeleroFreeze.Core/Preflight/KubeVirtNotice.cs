using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Where the webhook has KubeVirt's release from; each is set in another way.</summary>
public enum ReleaseSource
{
    /// <summary>Neither a flag nor a file is given.</summary>
    Nothing,

    /// <summary>The flag, which is the same until the webhook is started anew.</summary>
    Flag,

    /// <summary>The file, which the ConfigMap fills.</summary>
    File,
}

/// <summary>Which KubeVirt the webhook writes for.</summary>
/// <param name="Release">Unknown where nobody says, or what was said cannot be read.</param>
/// <param name="Source">Who says so.</param>
public readonly record struct AssumedKubeVirt(KubeVirtVersion Release, ReleaseSource Source);

/// <summary>How the webhook tells preflight which KubeVirt it writes for: with the answer to preflight's own VM, beside <see cref="ServingNotice"/>.</summary>
public static class KubeVirtNotice
{
    private const string Head = "velerofreeze: the KubeVirt version is ";
    private const string Unknown = "unknown";
    private const string ByFlag = ", by its flag";
    private const string ByFile = ", by its file";

    public static string Render(AssumedKubeVirt assumed) => Head + (assumed.Release.IsKnown ? assumed.Release.ToString() : Unknown) + assumed.Source switch
    {
        ReleaseSource.Flag => ByFlag,
        ReleaseSource.File => ByFile,
        _ => "",
    };

    /// <returns>Null for any other warning.</returns>
    public static AssumedKubeVirt? Read(string warning)
    {
        if (!warning.StartsWith(Head, StringComparison.Ordinal))
        {
            return null;
        }

        var said = warning[Head.Length..];
        var (text, source) = said.EndsWith(ByFlag, StringComparison.Ordinal) ? (said[..^ByFlag.Length], ReleaseSource.Flag)
            : said.EndsWith(ByFile, StringComparison.Ordinal) ? (said[..^ByFile.Length], ReleaseSource.File)
            : (said, ReleaseSource.Nothing);
        return KubeVirtVersion.TryParse(text, out var release) || text == Unknown ? new AssumedKubeVirt(release, source) : null;
    }
}
