using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Conformance;

/// <summary>One case on its way: sends requests, holds answers against what is expected, remembers what was saved.</summary>
internal sealed class ConformanceRun(ConformanceServer server, string space)
{
    private readonly Dictionary<string, string> _saved = new(StringComparer.Ordinal) { ["ns"] = space };

    public async Task StepAsync(JsonObject template)
    {
        var step = Filled(template);
        using var request = Request(step);
        using var response = await server.ClientFor(step.TextAt("as") ?? "admin").SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var context = $"{step.TextAt("request")}\n{text}";
        StatusesOf(step).ShouldContain((long)response.StatusCode, context);
        if (step.TextAt("text") is { } expected)
        {
            text.ShouldBe(expected);
        }

        var body = Body(text, step.BoolAt("lines") == true);
        if (step.TextAt("reason") is { } reason)
        {
            body.TextAt("kind").ShouldBe("Status", context);
            body.TextAt("reason").ShouldBe(reason, context);
        }

        foreach (var (pointer, value) in step.ObjectAt("fields") ?? [])
        {
            Check(Find(body, pointer), value, $"{pointer} of {context}");
        }

        foreach (var (name, pointer) in step.ObjectAt("save") ?? [])
        {
            _saved[name] = Find(body, pointer.AsText()!)!.ToString();
        }
    }

    private static HttpRequestMessage Request(JsonObject step)
    {
        var parts = step.TextAt("request")!.Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
        request.Headers.TryAddWithoutValidation("Accept", step.TextAt("accept") ?? "application/json");
        if ((step.TextAt("raw") ?? step["body"]?.ToJsonString()) is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", step.TextAt("type") ?? "application/json");
        }

        return request;
    }

    private static IEnumerable<long> StatusesOf(JsonObject step) =>
        step["status"] is JsonArray several ? several.Select(status => status.NumberAt()!.Value) : [step.NumberAt("status")!.Value];

    private static JsonNode? Body(string text, bool isLines)
    {
        if (isLines)
        {
            return new JsonArray([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))]);
        }

        return text.StartsWith('{') ? JsonNode.Parse(text) : null;
    }

    /// <summary>A tilde means "matches", an exclamation mark "is not", null "is not there".</summary>
    private static void Check(JsonNode? actual, JsonNode? expected, string context)
    {
        switch (expected.AsText())
        {
            case ['~', .. var pattern]:
                Regex.IsMatch(actual?.ToString() ?? "", pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue($"{pattern} {context}");
                break;
            case ['!', .. var other]:
                actual?.ToString().ShouldNotBe(other, context);
                break;
            default:
                (actual?.ToJsonString()).ShouldBe(expected?.ToJsonString(), context);
                break;
        }
    }

    private static JsonNode? Find(JsonNode? body, string pointer) =>
        pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal)).Aggregate(body, (node, part) => node switch
        {
            JsonObject map => map[part],
            JsonArray list when int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) is var index && index < list.Count => list[index],
            _ => null,
        });

    private JsonObject Filled(JsonObject template)
    {
        var copy = template.Clone();
        Fill(copy);
        return copy;
    }

    private void Fill(JsonNode node)
    {
        var members = node is JsonObject map ? map.Select(member => ((object)member.Key, member.Value)) : ((JsonArray)node).Select((item, index) => ((object)index, item));
        foreach (var (place, value) in members.ToList())
        {
            if (value is JsonObject or JsonArray)
            {
                Fill(value);
            }
            else if (value.AsText() is { } text && Replaced(text) is var filled && filled != text)
            {
                if (place is string name)
                {
                    node[name] = filled;
                }
                else
                {
                    node[(int)place] = filled;
                }
            }
        }
    }

    private string Replaced(string text) => _saved.Aggregate(text, (current, pair) => current.Replace($"{{{pair.Key}}}", pair.Value, StringComparison.Ordinal));
}
