using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Selectors;

/// <summary>What a requirement asks of one label.</summary>
public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One requirement of a label selector.</summary>
public sealed record LabelRequirement(string Key, LabelOperator Operator, params string[] Values)
{
    public bool Matches(JsonObject? labels)
    {
        var value = labels.TextAt(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            _ => Compare(value) is { } order && (Operator == LabelOperator.GreaterThan ? order > 0 : order < 0),
        };
    }

    private int? Compare(string? value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var left) && long.TryParse(Values[0], CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;
}

/// <summary>Which labels are wanted; matches everything when it has no requirements.</summary>
public sealed record LabelSelector(IReadOnlyList<LabelRequirement> Requirements)
{
    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => Requirements.Count == 0;

    public bool Matches(JsonObject? labels) => Requirements.All(requirement => requirement.Matches(labels));

    public bool MatchesObject(JsonObject? node) => Matches(node.ObjectAt("metadata", "labels"));

    /// <summary>The form in which selectors stand in objects: matchLabels and matchExpressions.</summary>
    /// <exception cref="FormatException">An expression is none.</exception>
    public static LabelSelector OfObject(JsonObject? selector) => new(
    [
        .. (selector.ObjectAt("matchLabels") ?? []).Select(pair => new LabelRequirement(pair.Key, LabelOperator.In, pair.Value.AsText() ?? "")),
        .. selector.ArrayAt("matchExpressions").Objects().Select(OfExpression),
    ]);

    private static LabelRequirement OfExpression(JsonObject expression)
    {
        var key = expression.TextAt("key") ?? throw new FormatException("a match expression needs a key");
        var values = expression.ArrayAt("values").Texts().ToArray();
        return (expression.TextAt("operator"), values.Length) switch
        {
            ("In", > 0) => new LabelRequirement(key, LabelOperator.In, values),
            ("NotIn", > 0) => new LabelRequirement(key, LabelOperator.NotIn, values),
            ("Exists", 0) => new LabelRequirement(key, LabelOperator.Exists),
            ("DoesNotExist", 0) => new LabelRequirement(key, LabelOperator.DoesNotExist),
            ("In" or "NotIn", _) => throw new FormatException("must be specified when `operator` is 'In' or 'NotIn'"),
            ("Exists" or "DoesNotExist", _) => throw new FormatException("may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
            (var other, _) => throw new FormatException($"\"{other}\" is not a valid label selector operator"),
        };
    }
}
