using System.Text.Json;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>What a typed list, such as a <c>VirtualMachineList</c>, says of items that do not say it themselves: API servers leave it out.</summary>
/// <param name="ApiVersion">The list's own.</param>
/// <param name="Kind">The list's own without <c>List</c>; empty when the list has no type.</param>
internal sealed record ItemType(string ApiVersion, string Kind)
{
    /// <summary>Adds what is missing in front of the other members.</summary>
    /// <param name="json">The item, as it stands in the list.</param>
    /// <param name="item">The same in the source.</param>
    public byte[] GiveTo(byte[] json, MappingNode item)
    {
        var missing = new[] { ("apiVersion", ApiVersion), ("kind", Kind) }
            .Where(member => item.Find(member.Item1) is null)
            .Select(member => $"\"{member.Item1}\":\"{JsonEncodedText.Encode(member.Item2)}\"")
            .ToList();
        if (missing.Count == 0)
        {
            return json;
        }

        var comma = item.Members.Any() ? "," : "";
        return [(byte)'{', .. System.Text.Encoding.UTF8.GetBytes(string.Join(',', missing) + comma), .. json.AsSpan(1)];
    }
}
