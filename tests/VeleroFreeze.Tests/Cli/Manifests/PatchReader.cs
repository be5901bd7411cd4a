using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>Reads RFC 6902 operations as they stand in the cases.</summary>
internal static class PatchReader
{
    public static JsonPatch Read(JsonElement operations) => new([.. operations.EnumerateArray().Select(Operation)]);

    public static JsonPointer Pointer(string text) =>
        JsonPointer.Of([.. text.Split('/').Skip(1).Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);

    private static JsonPatchOperation Operation(JsonElement operation)
    {
        var path = Pointer(operation.GetProperty("path").GetString()!);
        return operation.GetProperty("op").GetString() switch
        {
            "remove" => JsonPatchOperation.Remove(path),
            "replace" => JsonPatchOperation.Replace(path, operation.GetProperty("value").GetString()!),
            _ when operation.GetProperty("value").ValueKind == JsonValueKind.Object => JsonPatchOperation.AddObject(path),
            _ => JsonPatchOperation.Add(path, operation.GetProperty("value").GetString()!),
        };
    }
}
