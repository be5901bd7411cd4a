using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VeleroFreeze.Core.Hooks;

/// <summary>Which of its two jobs virt-freezer does; <c>--freeze</c> in the pre hook, <c>--unfreeze</c> in the post hook.</summary>
public enum FreezerMode
{
    Freeze,
    Unfreeze,
}

/// <summary>KubeVirt's <c>virt-freezer</c> as a hook command for one virtual machine.</summary>
/// <param name="Mode">Freeze or unfreeze.</param>
/// <param name="Namespace">The VM's namespace, passed as <c>--namespace</c>.</param>
/// <param name="Name">The VM's name, passed as <c>--name</c>.</param>
/// <param name="UnfreezeTimeoutSeconds">
/// Seconds after which virt-launcher thaws the guest by itself; null leaves the flag out, which means 300; 0 means never.
/// </param>
public sealed record FreezerCommand(FreezerMode Mode, string Namespace, string Name, int? UnfreezeTimeoutSeconds = null)
{
    public const string Executable = "/usr/bin/virt-freezer";

    /// <summary>virt-freezer's own default for <c>--unfreezeTimeoutSeconds</c>.</summary>
    public const int DefaultUnfreezeTimeoutSeconds = 300;

    /// <summary>
    /// The annotation value, byte for byte as KubeVirt writes it (order and blanks included), so that a value does not flap between the two writers.
    /// </summary>
    public string Render()
    {
        var mode = Mode == FreezerMode.Freeze ? "--freeze" : "--unfreeze";
        var timeout = UnfreezeTimeoutSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", \"--unfreezeTimeoutSeconds\", \"{seconds}\"") : "";
        return $"[\"{Executable}\", \"{mode}\", \"--name\", {Encode(Name)}, \"--namespace\", {Encode(Namespace)}{timeout}]";
    }

    /// <summary>
    /// Reads a command that is virt-freezer and nothing else: one mode, a name, a namespace, optionally the automatic thaw, in any order, each once.
    /// </summary>
    /// <remarks>
    /// Stricter than virt-freezer's own parser, which also takes <c>--freeze=true</c>, <c>--freeze=false</c>, repeated flags, stray words and octal
    /// numbers. Evidence rests on this reading, so whatever needs a second look to be understood is not read at all.
    /// </remarks>
    /// <returns>The command, or null when any argument is missing, repeated or unknown.</returns>
    public static FreezerCommand? Read(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 2 || arguments[0] != Executable)
        {
            return null;
        }

        FreezerMode? mode = null;
        string? name = null, space = null;
        int? seconds = null;
        for (var i = 1; i < arguments.Count; i++)
        {
            var (flag, value) = SplitFlag(arguments, ref i);
            switch (flag)
            {
                case "--freeze" when mode is null && value is null:
                    mode = FreezerMode.Freeze;
                    break;
                case "--unfreeze" when mode is null && value is null:
                    mode = FreezerMode.Unfreeze;
                    break;
                case "--name" when name is null && value is not null:
                    name = value;
                    break;
                case "--namespace" when space is null && value is not null:
                    space = value;
                    break;
                case "--unfreezeTimeoutSeconds" when seconds is null && TryParseSeconds(value, out var parsed):
                    seconds = parsed;
                    break;
                default:
                    return null;
            }
        }

        return mode is { } m && name is not null && space is not null ? new FreezerCommand(m, space, name, seconds) : null;
    }

    /// <summary>Both spellings of a flag that takes a value: <c>--name x</c> and <c>--name=x</c>.</summary>
    private static (string Flag, string? Value) SplitFlag(IReadOnlyList<string> arguments, ref int i)
    {
        var argument = arguments[i];
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            return (argument[..equals], argument[(equals + 1)..]);
        }

        return argument is "--name" or "--namespace" or "--unfreezeTimeoutSeconds" && i + 1 < arguments.Count
            ? (argument, arguments[++i])
            : (argument, null);
    }

    /// <summary>Plain decimal only: to virt-freezer <c>010</c> is eight, and .NET would read a trailing NUL as part of the number.</summary>
    private static bool TryParseSeconds(string? text, out int seconds) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds)
        && seconds.ToString(CultureInfo.InvariantCulture) == text;

    private static string Encode(string argument) =>
        $"\"{JsonEncodedText.Encode(argument, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
