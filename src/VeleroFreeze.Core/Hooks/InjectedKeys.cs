using System.Collections.Immutable;
using System.Text;

namespace VeleroFreeze.Core.Hooks;

/// <summary>Which of the hook annotations in a template were written by us. In text they stand without <see cref="HookKeys.LegacyPrefix"/>: <c>pre.command,post.timeout</c>.</summary>
public readonly record struct InjectedKeys
{
    /// <summary>In the order of <see cref="HookKeys.Injectable"/>.</summary>
    private static readonly ImmutableArray<string> Names = [.. HookKeys.Injectable.Select(key => key.Replace(HookKeys.LegacyPrefix, "", StringComparison.Ordinal))];

    private readonly int _bits;

    private InjectedKeys(int bits) => _bits = bits;

    public static InjectedKeys None => default;

    public static InjectedKeys All { get; } = new((1 << HookKeys.Injectable.Length) - 1);

    public bool Contains(string key) => HookKeys.Injectable.IndexOf(key) is >= 0 and var index && (_bits & (1 << index)) != 0;

    /// <param name="key">One of <see cref="HookKeys.Injectable"/>.</param>
    public InjectedKeys With(string key) => new(_bits | (1 << HookKeys.Injectable.IndexOf(key)));

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else.</summary>
    public static InjectedKeys? Parse(string text)
    {
        var bits = 0;
        foreach (var name in text.Length == 0 ? [] : text.Split(','))
        {
            bits |= Names.IndexOf(name) is >= 0 and var index ? 1 << index : 0;
        }

        var keys = new InjectedKeys(bits);
        return keys.ToString() == text ? keys : null;
    }

    /// <summary>In the order in which they are written, with commas between; empty for none.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Names.Length; i++)
        {
            if ((_bits & (1 << i)) != 0)
            {
                text.Append(text.Length == 0 ? "" : ",").Append(Names[i]);
            }
        }

        return text.ToString();
    }
}
