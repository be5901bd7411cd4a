using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Lint;

/// <summary>One row of the rule table.</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Severity">The same for every finding of the rule, so that the table says all.</param>
/// <param name="Title">A few words for where there is no room; at most <see cref="LintFinding.MaxTitleLength"/> characters.</param>
/// <param name="Description">One line for the table of the documentation.</param>
public sealed record LintRule(string Id, LintSeverity Severity, string Title, string Description)
{
    internal LintFinding At(JsonPointer location, string message, string effect, string fix) =>
        new(Id, Severity, location, message, effect, fix) { Title = Title };
}
