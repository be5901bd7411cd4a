using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The names by which a launcher pod can be told.</summary>
internal static class PodNames
{
    private const int LabelLength = 63;

    /// <summary>spec.hostname, or the VMI's name up to its first dot; not unique.</summary>
    public static string Hostname(JsonObject vmi)
    {
        var name = vmi.TextAt("spec", "hostname") ?? vmi.TextAt("metadata", "name")!.Split('.')[0];
        return name[..Math.Min(name.Length, LabelLength)];
    }

    /// <summary>The value of vmi.kubevirt.io/id: the name, or what a label can hold of it and the beginning of its SHA-1.</summary>
    public static string Id(string name) => name.Length <= LabelLength ? name : $"{name[..54]}-{Hash(name)}";

#pragma warning disable CA5350 // KubeVirt names pods by SHA-1; nothing is protected by it.
    private static string Hash(string name) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(name)))[..8];
#pragma warning restore CA5350
}
