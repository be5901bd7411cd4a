using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Controllers;

/// <summary>Fills in Secrets that ask for the token of a service account, and takes them out with the account.</summary>
internal sealed class TokenSecrets(ObjectStore store, ServiceAccountTokens tokens, string authorityPem)
{
    private const string UidKey = "kubernetes.io/service-account.uid";

    public void Handle(Change change)
    {
        var key = change.Object.Key;
        if (key.Type == CoreTypes.Secrets && change.Kind != ChangeKind.Deleted)
        {
            Fill(key);
        }
        else if (key.Type == CoreTypes.ServiceAccounts && change.Kind == ChangeKind.Deleted)
        {
            foreach (var secret in store.Current.List(CoreTypes.Secrets, key.Namespace).Where(secret => OwnerOf(secret) == key.Name).ToList())
            {
                Fill(secret.Key);
            }
        }
    }

    private static string? OwnerOf(StoredObject secret) => secret.Json.TextAt("type") == DataRules.ServiceAccountTokenType
        ? secret.Metadata.TextAt("annotations", DataRules.ServiceAccountNameKey)
        : null;

    /// <summary>Until the Secret is as it should be, whoever else writes it.</summary>
    private void Fill(ObjectKey key)
    {
        while (store.Current.Find(key) is { } secret && OwnerOf(secret) is { } owner)
        {
            var account = store.Current.Find(new ObjectKey(CoreTypes.ServiceAccounts, key.Namespace, owner));
            var isForAnother = secret.Metadata.TextAt("annotations", UidKey) is { } uid && uid != account?.Uid;
            if (account is not null && !isForAnother && secret.Json.TextAt("data", "token") is { Length: > 0 })
            {
                return;
            }

            var done = account is null || isForAnother ? store.Remove(secret, secret.Json) : store.Replace(secret, Filled(secret, account));
            if (done is not null)
            {
                return;
            }
        }
    }

    private JsonObject Filled(StoredObject secret, StoredObject account)
    {
        var node = secret.Json.Clone();
        node.Ensure("metadata").Ensure("annotations")[UidKey] = account.Uid;
        var data = node.Ensure("data");
        data["ca.crt"] = Base64(authorityPem);
        data["namespace"] = Base64(account.Key.Namespace);
        data["token"] = Base64(tokens.Issue(account, new TokenTerms([ServiceAccountTokens.Audience], Expires: null, secret)));
        return node;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
