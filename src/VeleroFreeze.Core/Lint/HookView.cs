using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Lint;

/// <summary>One of the two hooks as its author wrote it, and as Velero and virt-freezer understand it.</summary>
internal sealed class HookView
{
    private readonly AnnotationMap _map;

    private HookView(FreezerMode duty, string prefix, AnnotationMap map)
    {
        (_map, Duty, Prefix) = (map, duty, prefix);
        Parsed = Command is null ? null : VeleroCommand.Parse(Command);
        Freezer = IsWellFormed && Parsed!.Arguments[0].Split('/')[^1] == "virt-freezer" ? FreezerArguments.Read(Parsed.Arguments) : null;
    }

    /// <summary>What the hook is for: to freeze in the pre hook, to thaw in the post hook.</summary>
    public FreezerMode Duty { get; }

    /// <summary>What its keys begin with.</summary>
    public string Prefix { get; }

    public bool IsLegacy => Prefix == HookKeys.LegacyPrefix;

    /// <summary>Velero takes an empty value like an absent one, so it is null here.</summary>
    public string? Command => this[HookKeys.Command];

    public VeleroCommand? Parsed { get; }

    /// <summary>The arguments where the command is a well-formed call of virt-freezer.</summary>
    public FreezerArguments? Freezer { get; }

    /// <summary>The command gives Velero a program and its arguments; false as well when it is too long to be known in full.</summary>
    public bool IsWellFormed =>
        Command is { } text && !AnnotationMap.IsCut(text) && Parsed is { Arguments: [not "", ..] }
        && (Parsed.IsArray || !(text.StartsWith('[') || text.Any(char.IsWhiteSpace)));

    /// <summary>Some other program than virt-freezer, whose needs nobody knows here.</summary>
    public bool IsForeign => Command is { } text && !text.Contains("virt-freezer", StringComparison.Ordinal);

    /// <summary>A command that freezes or thaws, by whatever program, and so needs its counterpart.</summary>
    public bool Quiesces => Command is { } text && text.Contains("freez", StringComparison.OrdinalIgnoreCase);

    public string PhaseName => Duty == FreezerMode.Freeze ? "pre" : "post";

    public string? this[string property] => _map[Key(property)] is { Length: > 0 } value ? value : null;

    /// <summary>The pre hook: of the phased keys, or where they hold no command and the un-phased ones do, of those.</summary>
    public static HookView Pre(AnnotationMap map) =>
        string.IsNullOrEmpty(map[HookKeys.PreCommand]) && !string.IsNullOrEmpty(map[HookKeys.LegacyCommand])
            ? new HookView(FreezerMode.Freeze, HookKeys.LegacyPrefix, map)
            : new HookView(FreezerMode.Freeze, "pre." + HookKeys.LegacyPrefix, map);

    public static HookView Post(AnnotationMap map) => new(FreezerMode.Unfreeze, "post." + HookKeys.LegacyPrefix, map);

    public string Key(string property) => Prefix + property;

    public JsonPointer At(string property) => _map.Path.Then(Key(property));
}
