using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>What must be true of the standing object for a deletion to happen.</summary>
internal sealed record Preconditions(string? Uid = null, string? ResourceVersion = null)
{
    public void Check(WriteRequest request, StoredObject standing)
    {
        if (!string.IsNullOrEmpty(Uid) && Uid != standing.Uid)
        {
            throw Refusal.PreconditionFailed(request.Type, standing.Key.Name, "UID", Uid, standing.Uid, "deleted and then recreated");
        }

        var version = standing.Metadata.TextAt("resourceVersion");
        if (!string.IsNullOrEmpty(ResourceVersion) && ResourceVersion != version)
        {
            throw Refusal.PreconditionFailed(request.Type, standing.Key.Name, "ResourceVersion", ResourceVersion, version, "modified");
        }
    }
}
