using System.Globalization;

namespace VeleroFreeze.Core.Hooks;

/// <summary>Reads KubeVirt's release from the texts that are found in the field.</summary>
public static class KubeVirtVersionText
{
    /// <summary>OpenShift Virtualization numbers itself after OpenShift; KubeVirt has been at 1 since 2023.</summary>
    private const int OpenShift = 4;

    /// <summary>What a text should be, for messages.</summary>
    public static string Expected { get; } = $"a KubeVirt release such as {KubeVirtVersion.Newest}";

    /// <summary>
    /// Reads <c>1.9.0</c>, <c>v1.9.0</c>, <c>1.9</c> (taken as the first of that line), <c>v1.5.3-84-gabc1234</c> (84 commits after the tag), <c>1.2.2-150500.8.21.1</c> (a
    /// distribution's package of 1.2.2) and <c>v1.8.0-rc.1</c> (before the release). What follows a <c>+</c> is ignored.
    /// </summary>
    /// <param name="text">As it was written.</param>
    /// <param name="version">Unknown where nothing could be read.</param>
    /// <param name="expected">Continues "it is not": what it should be, and for a release of OpenShift Virtualization what to set.</param>
    public static bool TryRead(string text, out KubeVirtVersion version, out string expected)
    {
        (version, expected) = (KubeVirtVersion.Unknown, Expected);
        var whole = (text is ['v', ..] ? text[1..] : text).Split('+')[0];
        var dash = whole.IndexOf('-', StringComparison.Ordinal);
        if (!TryNumbers(dash < 0 ? whole : whole[..dash], out var release))
        {
            return false;
        }

        if (release.Major >= OpenShift)
        {
            var held = InOpenShift(release.Minor);
            expected = $"{Expected}: it is one of OpenShift Virtualization, which probably holds KubeVirt {held}; set {held.Split(' ')[0]}, "
                + "unless the KubeVirt resource says another release in status.observedKubeVirtVersion";
            return false;
        }

        version = dash < 0 ? release : WithSuffix(release, whole[(dash + 1)..]);
        return version.IsKnown;
    }

    private static bool TryNumbers(string text, out KubeVirtVersion release)
    {
        release = default;
        Span<int> numbers = [0, 0, 0];
        var parts = text.Split('.');
        if (parts.Length is < 2 or > 3)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryNumber(parts[i], out numbers[i]))
            {
                return false;
            }
        }

        release = new KubeVirtVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <summary>Without the <c>-g</c> of a commit, a number is a distribution's own count of its packages.</summary>
    private static KubeVirtVersion WithSuffix(KubeVirtVersion release, string suffix)
    {
        var parts = suffix.Split('-');
        var commits = 0;
        var isBranchBuild = parts is [.., _, ['g', .. var hash]] && hash.All(char.IsAsciiHexDigit) && TryNumber(parts[^2], out commits);
        var others = isBranchBuild ? parts[..^2] : parts;
        var isPackage = others.All(part => part.Length > 0 && part.All(c => char.IsAsciiDigit(c) || c == '.'));
        return release with { Commits = commits, IsDoubtful = !isPackage };
    }

    /// <summary>4.20 holds 1.6 and 4.22 holds 1.8; the others follow from these.</summary>
    private static string InOpenShift(int minor) => minor switch
    {
        < 14 => "0.59 or older",
        <= 22 => string.Create(CultureInfo.InvariantCulture, $"1.{minor - 14}"),
        _ => "1.8 or newer",
    };

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
