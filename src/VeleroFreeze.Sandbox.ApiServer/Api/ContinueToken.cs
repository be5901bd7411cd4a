using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Where the next page of a list begins.</summary>
/// <param name="Revision">The revision of the first page; -1 when the list goes on at whatever revision is current.</param>
/// <param name="Start">The place of the last object that was listed.</param>
internal sealed record ContinueToken(long Revision, string Start)
{
    public const long Inconsistent = -1;

    public string Encode() => Convert.ToBase64String(JsonText.ToBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Revision, ["start"] = Start })).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <exception cref="StatusException">No token.</exception>
    public static ContinueToken Decode(string text)
    {
        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4);
            var node = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)));
            if (node.NumberAt("rv") is { } revision && node.TextAt("start") is { } start)
            {
                return new ContinueToken(revision, start);
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Refusal.BadRequest($"continue key is not valid: {e.Message}");
        }

        throw Refusal.BadRequest("continue key is not valid: incorrect start key or revision");
    }
}
