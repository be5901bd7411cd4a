using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>A kind in one of its served versions: what a request names.</summary>
internal sealed record TypeVersion(ResourceType Type, string Version)
{
    public string ApiVersion => Type.ApiVersion(Version);

    private bool IsStored => Type.StoredAs is null && Version == Type.Versions[0];

    /// <summary>A stored object as this version shows it. The stored object is never changed and may be handed out as it is.</summary>
    public JsonObject FromStored(JsonObject stored)
    {
        if (IsStored)
        {
            return stored;
        }

        var view = stored.Clone();
        Type.StoredAs?.FromStored(view);
        view["apiVersion"] = ApiVersion;
        view["kind"] = Type.Kind;
        return view;
    }

    /// <summary>A stored object as an item of a list, for the caller to keep: of a built-in kind, only the list says what its items are.</summary>
    public JsonObject ItemFromStored(JsonObject stored)
    {
        var item = FromStored(stored).Clone();
        if (!Type.IsCustom)
        {
            item.Remove("apiVersion");
            item.Remove("kind");
        }

        return item;
    }

    /// <summary>An object of this version as it is stored; may be the same object.</summary>
    public JsonObject ToStored(JsonObject view)
    {
        if (IsStored)
        {
            return view;
        }

        var stored = view.Clone();
        Type.StoredAs?.ToStored(stored);
        stored["apiVersion"] = Type.Storage.ApiVersion(Type.Storage.Versions[0]);
        stored["kind"] = Type.Storage.Kind;
        return stored;
    }
}
