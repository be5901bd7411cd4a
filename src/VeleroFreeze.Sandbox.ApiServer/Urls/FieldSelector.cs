using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Urls;

/// <summary>Terms over the few fields that a kind can be selected by.</summary>
internal sealed record FieldSelector(IReadOnlyList<FieldSelector.Term> Terms)
{
    public static FieldSelector Everything { get; } = new([]);

    public bool IsEmpty => Terms.Count == 0;

    /// <exception cref="FormatException">The text is no selector, or names a field that this kind cannot be selected by.</exception>
    public static FieldSelector Parse(ResourceType type, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Term.Parse).ToList();
        var unknown = terms.Find(term => term.Field is not ("metadata.name" or "metadata.namespace") && !type.SelectableFields.Contains(term.Field));
        return unknown is null ? new FieldSelector(terms) : throw new FormatException(type.IsCustom || type.SelectableFields.Length > 0
            ? $"field label not supported: {unknown.Field}"
            : $"\"{unknown.Field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    public bool Matches(JsonObject node) => Terms.All(term => term.Matches(node));

    /// <summary>One comparison.</summary>
    internal sealed record Term(string Field, bool Equal, string Value)
    {
        public static Term Parse(string text)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new FormatException($"invalid selector: '{text}'; can't understand '{text}'");
            }

            var isNot = text[at - 1] == '!';
            var skip = text.AsSpan(at).StartsWith("==", StringComparison.Ordinal) ? 2 : 1;
            return new Term(text[..(isNot ? at - 1 : at)].Trim(), !isNot, text[(at + skip)..].Trim());
        }

        public bool Matches(JsonObject node) => (Read(node) == Value) == Equal;

        private string Read(JsonObject node) => Field == "source"
            ? node.TextAt("source", "component") ?? node.TextAt("reportingComponent") ?? ""
            : node.At(Field.Split('.'))?.ToString() ?? "";
    }
}
