using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Lint;

/// <summary>How bad a finding is. Only errors make <c>lint</c> exit 1.</summary>
public enum LintSeverity
{
    /// <summary>Worth knowing; nothing is wrong with this object.</summary>
    Note,

    /// <summary>Works today, and will surprise under conditions the message names.</summary>
    Warning,

    /// <summary>Does not do what it says: no freeze, no thaw, or a hook that fails.</summary>
    Error,
}

/// <summary>One thing that a hand-written hook annotation does not do as its author thinks.</summary>
/// <param name="Rule">Stable kebab-case id.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Location">The value it is about.</param>
/// <param name="Message">What is wrong, in one sentence that quotes the value.</param>
/// <param name="Effect">What Velero or KubeVirt will do with it.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record LintFinding(string Rule, LintSeverity Severity, JsonPointer Location, string Message, string Effect, string Fix)
{
    /// <summary>The longest <see cref="Title"/>: with a few words around it, it still fits into an admission warning.</summary>
    public const int MaxTitleLength = 60;

    /// <summary>What is wrong in a few fixed words, for where there is no room for more; never text of the user's.</summary>
    public string Title { get; init; } = Rule;
}
