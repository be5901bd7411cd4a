using System.Globalization;

namespace VeleroFreeze.Core.Hooks;

/// <summary>
/// A KubeVirt release and what it does with backup hooks; read from the sources at the release tags and from the history of the release branches. Not known is a
/// state of its own, and the default: then nothing is done that only some releases understand. What is in doubt counts against us: no skip key, and KubeVirt's
/// pre timeout counts as written.
/// </summary>
/// <param name="Major">Such as 1.</param>
/// <param name="Minor">Such as 9.</param>
/// <param name="Patch">Such as 0.</param>
public readonly record struct KubeVirtVersion(int Major, int Minor, int Patch) : IComparable<KubeVirtVersion>
{
    /// <summary>Nobody says which release it is.</summary>
    public static KubeVirtVersion Unknown => default;

    /// <summary>The newest release this program was checked against; the default for manifests in files.</summary>
    public static KubeVirtVersion Newest { get; } = new(1, 9, 0);

    /// <summary>How many commits after the release's tag it was built, as <c>v1.5.3-84-gabc1234</c> says; 0 for the release itself.</summary>
    public int Commits { get; init; }

    /// <summary>Built before the release (<c>-rc.1</c>), or with a suffix that does not say what it is.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>A launcher pod was seen on which KubeVirt had written its pre timeout; that outweighs what the release's number tells.</summary>
    public bool IsSeenToWritePreTimeout { get; init; }

    public bool IsKnown => (Major, Minor, Patch) != default;

    /// <summary>KubeVirt writes command and container of both hooks on every launcher pod, over whatever the template says (since 0.45).</summary>
    public bool WritesHooks => !IsKnown || this >= new KubeVirtVersion(0, 45, 0);

    /// <summary>
    /// KubeVirt also writes the pre hook's timeout, <c>60s</c>: everything newer than the last tags of each line that do not (1.4.1, 1.5.3, 1.6.3, 1.7.1), builds of
    /// their branches included, of which some may be too early for it.
    /// </summary>
    public bool WritesPreTimeout => IsSeenToWritePreTimeout || !IsKnown || (Major, Minor) switch
    {
        (1, 4) => IsPast(patch: 1),
        (1, 5) => IsPast(patch: 3),
        (1, 6) => IsPast(patch: 3),
        (1, 7) => IsPast(patch: 1),
        _ => this >= new KubeVirtVersion(1, 7, 0),
    };

    /// <summary>
    /// <see cref="HookKeys.SkipKubeVirtHooks"/> is known: 1.6.6 (its branch since 34 commits after 1.6.5), 1.7.3 (since 6 after 1.7.2), 1.8.0 and newer. The tags that came
    /// before 1.8.0 and 1.9.0 may be older than it.
    /// </summary>
    public bool KnowsSkipKey => IsKnown && (Major, Minor) switch
    {
        (1, 6) => !IsDoubtful && (Patch, Commits).CompareTo((5, 34)) >= 0,
        (1, 7) => !IsDoubtful && (Patch, Commits).CompareTo((2, 6)) >= 0,
        (1, 8 or 9) => !IsDoubtful,
        _ => this >= new KubeVirtVersion(1, 8, 0),
    };

    /// <summary>It cannot be ruled out that <see cref="HookKeys.SkipKubeVirtHooks"/> is known.</summary>
    public bool MayKnowSkipKey => !IsKnown || KnowsSkipKey || (Major, Minor) switch
    {
        (1, 6) => IsPast(patch: 5),
        (1, 7) => IsPast(patch: 2),
        _ => this >= new KubeVirtVersion(1, 7, 0),
    };

    /// <summary>What the launcher pod's pre timeout is where KubeVirt writes one.</summary>
    public static GoDuration WrittenPreTimeout { get; } = GoDuration.FromSeconds(60);

    /// <summary>
    /// How long virt-freezer waits for the freeze itself: 60 s from the releases on that also write the pre timeout, 20 s before. The two questions it
    /// asks first (agent, domain) may take 5 s each.
    /// </summary>
    public GoDuration FreezeCallTimeout => GoDuration.FromSeconds(WritesPreTimeout ? 60 : 20);

    /// <summary>Both do the same with hooks, whatever their numbers.</summary>
    public bool TreatsHooksAs(KubeVirtVersion other) =>
        (WritesHooks, WritesPreTimeout, KnowsSkipKey) == (other.WritesHooks, other.WritesPreTimeout, other.KnowsSkipKey);

    /// <summary>Reads a release as people, KubeVirt itself and distributions write it.</summary>
    public static bool TryParse(string text, out KubeVirtVersion version) => KubeVirtVersionText.TryRead(text, out version, out _);

    public int CompareTo(KubeVirtVersion other) =>
        (Major, Minor, Patch, !IsDoubtful, Commits).CompareTo((other.Major, other.Minor, other.Patch, !other.IsDoubtful, other.Commits));

    public static bool operator <(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) >= 0;

    /// <summary>A text that <see cref="TryParse"/> reads as the same release; <c>of unknown version</c> where there is none.</summary>
    public override string ToString() => IsKnown
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(IsDoubtful ? "-pre" : "")}{(Commits > 0 ? $"-{Commits}-g" : "")}")
        : "of unknown version";

    /// <summary>Newer than this release of its line, or possibly so.</summary>
    private bool IsPast(int patch) => IsDoubtful || (Patch, Commits).CompareTo((patch, 0)) > 0;
}
