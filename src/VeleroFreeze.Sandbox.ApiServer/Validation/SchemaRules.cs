using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>The few lines of a CustomResourceDefinition's schema that anybody trips over: types of members, and which must be there.</summary>
internal static class SchemaRules
{
    /// <param name="lines"><c>path:type</c>, with an exclamation mark when the member is required wherever its parent stands.</param>
    public static Func<JsonObject, JsonObject?, IEnumerable<FieldError>> Of(params string[] lines)
    {
        var members = lines.Select(Member.Parse).ToList();
        return (node, _) => members.Select(member => member.Check(node)).OfType<FieldError>();
    }

    private sealed record Member(string[] Path, string Type, bool IsRequired)
    {
        public static Member Parse(string line)
        {
            var parts = line.TrimEnd('!').Split(':');
            return new Member(parts[0].Split('.'), parts[1], line.EndsWith('!'));
        }

        public FieldError? Check(JsonObject node)
        {
            var field = string.Join('.', Path);
            if (node.At(Path.AsSpan(..^1)) is not JsonObject parent)
            {
                return null;
            }

            if (!parent.TryGetPropertyValue(Path[^1], out var value))
            {
                return IsRequired ? FieldError.Required(field) : null;
            }

            return JsonKind.Of(value) == Type ? null : FieldError.Type(field, value, Type);
        }
    }
}
