using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Server;

/// <summary>What an installation of Velero leaves in a cluster, as far as clients look at it.</summary>
internal static class Installation
{
    public const string Location = "default";

    /// <param name="server">The actor.</param>
    /// <param name="authority">The authority of the object storage, as PEM.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task CreateAsync(VeleroServer server, string authority, CancellationToken stop)
    {
        var ns = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = server.Options.Namespace } };
        await server.Client.EnsureAsync("/api/v1/namespaces", ns, stop);
        await server.Client.EnsureAsync(server.PathOf("backupstoragelocations"), StorageLocation(server, authority), stop);
    }

    private static JsonObject StorageLocation(VeleroServer server, string authority) => new()
    {
        ["apiVersion"] = "velero.io/v1",
        ["kind"] = "BackupStorageLocation",
        ["metadata"] = new JsonObject { ["name"] = Location, ["namespace"] = server.Options.Namespace },
        ["spec"] = new JsonObject
        {
            ["provider"] = "aws",
            ["default"] = true,
            ["accessMode"] = "ReadWrite",
            ["objectStorage"] = new JsonObject
            {
                ["bucket"] = ObjectStorage.Bucket,
                ["caCert"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(authority)),
            },
        },
        ["status"] = new JsonObject { ["phase"] = "Available", ["lastValidationTime"] = MetaTime.Text(server.Now) },
    };
}
