using System.Globalization;

namespace VeleroFreeze.Core.Hooks;

/// <summary>A KubeVirt release and what it does with backup hooks; read from the sources at the release tags.</summary>
/// <param name="Major">Such as 1.</param>
/// <param name="Minor">Such as 9.</param>
/// <param name="Patch">Such as 0.</param>
public readonly record struct KubeVirtVersion(int Major, int Minor, int Patch) : IComparable<KubeVirtVersion>
{
    /// <summary>Nobody says which release it is.</summary>
    public static KubeVirtVersion Unknown => default;

    /// <summary>The newest release this program was checked against; the default where no version is given.</summary>
    public static KubeVirtVersion Newest { get; } = new(1, 9, 0);

    public bool IsKnown => (Major, Minor, Patch) != default;

    /// <summary>KubeVirt writes command and container of both hooks on every launcher pod, over whatever the template says (since 0.45).</summary>
    public bool WritesHooks => !IsKnown || this >= new KubeVirtVersion(0, 45, 0);

    /// <summary>KubeVirt also writes the pre hook's timeout, <c>60s</c> (1.6.4, 1.7.2, 1.8.0 and newer of each line).</summary>
    public bool WritesPreTimeout => !IsKnown || FromPatch(six: 4, seven: 2);

    /// <summary><see cref="HookKeys.SkipKubeVirtHooks"/> is known (1.6.6, 1.7.3, 1.8.0 and newer of each line).</summary>
    public bool KnowsSkipKey => FromPatch(six: 6, seven: 3);

    /// <summary>It cannot be ruled out that <see cref="HookKeys.SkipKubeVirtHooks"/> is known.</summary>
    public bool MayKnowSkipKey => !IsKnown || KnowsSkipKey;

    /// <summary>What the launcher pod's pre timeout is where KubeVirt writes one.</summary>
    public static GoDuration WrittenPreTimeout { get; } = GoDuration.FromSeconds(60);

    /// <summary>
    /// How long virt-freezer waits for the freeze itself: 60 s from the releases on that also write the pre timeout, 20 s before. The two questions it
    /// asks first (agent, domain) may take 5 s each.
    /// </summary>
    public GoDuration FreezeCallTimeout => GoDuration.FromSeconds(WritesPreTimeout ? 60 : 20);

    /// <summary>Reads <c>1.9.0</c>, <c>v1.9.0</c> or <c>1.9</c> (taken as the first release of that line); a suffix such as <c>-rc.1</c> is ignored.</summary>
    public static bool TryParse(string text, out KubeVirtVersion version)
    {
        version = default;
        var core = text is ['v', ..] ? text.AsSpan(1) : text;
        var suffix = core.IndexOfAny('-', '+');
        var parts = (suffix < 0 ? core : core[..suffix]).ToString().Split('.');
        Span<int> numbers = [0, 0, 0];
        if (parts.Length is < 2 or > 3)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = new KubeVirtVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    public int CompareTo(KubeVirtVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KubeVirtVersion left, KubeVirtVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private bool FromPatch(int six, int seven) => (Major, Minor) switch
    {
        (1, 6) => Patch >= six,
        (1, 7) => Patch >= seven,
        _ => this >= new KubeVirtVersion(1, 8, 0),
    };
}
