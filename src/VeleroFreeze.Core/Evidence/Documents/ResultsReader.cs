using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary><c>NAME-results.gz</c>: the log's errors and warnings, by namespace.</summary>
internal static class ResultsReader
{
    public static IReadOnlyList<ResultMessage> Read(JsonElement document)
    {
        Shape.Require(document, JsonValueKind.Object, "the document");
        return [.. Messages(document, "errors", isError: true), .. Messages(document, "warnings", isError: false)];
    }

    private static IEnumerable<ResultMessage> Messages(JsonElement document, string name, bool isError)
    {
        if (Shape.Object(document, name) is not { } result)
        {
            return [];
        }

        var spaces = Shape.Object(result, "namespaces") is { } map ? map.EnumerateObject().SelectMany(space => Texts(space.Value, isError, space.Name)) : [];
        return [.. Of(result, "velero", isError), .. Of(result, "cluster", isError), .. spaces];
    }

    private static IEnumerable<ResultMessage> Of(JsonElement result, string name, bool isError) =>
        result.TryGetProperty(name, out var list) ? Texts(list, isError, "") : [];

    private static IEnumerable<ResultMessage> Texts(JsonElement list, bool isError, string space) => list.ValueKind == JsonValueKind.Null
        ? []
        : Shape.Require(list, JsonValueKind.Array, "a list of messages").EnumerateArray()
            .Select(text => new ResultMessage(isError, space, ResultMessage.Cut(Shape.Require(text, JsonValueKind.String, "a message").GetString()!)));
}
