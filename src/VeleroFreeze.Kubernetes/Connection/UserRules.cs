using k8s.KubeConfigModels;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>What may stand in a user of a kubeconfig.</summary>
internal static class UserRules
{
    /// <returns>Whether the package itself presents a constant token, or a name and a password.</returns>
    /// <exception cref="KubeConfigException">A field cannot be used.</exception>
    public static bool Check(KubeConfigEntry<UserCredentials>? user)
    {
        if (user is null)
        {
            return false;
        }

        var (model, fields) = user;
        if (model.AuthProvider is not null)
        {
            throw fields["auth-provider"].Error("auth providers are no longer part of Kubernetes; use the exec plugin of your provider, such as kubelogin or gke-gcloud-auth-plugin");
        }

        if (string.IsNullOrEmpty(model.UserName) != string.IsNullOrEmpty(model.Password))
        {
            throw fields["username"].Error("username and password go together");
        }

        if (string.IsNullOrEmpty(model.Token))
        {
            return !string.IsNullOrEmpty(model.UserName);
        }

        fields["token"].Using(() => Credential.Check(model.Token));
        return fields["tokenFile"].Text is null;
    }

    /// <summary>The package reads two of these fields and sends none; it has no <c>as-uid</c>.</summary>
    public static Impersonation? ActAs(KubeConfigEntry<UserCredentials> user)
    {
        var (model, fields) = user;
        var (uid, groups) = (fields["as-uid"].Text, model.ImpersonateGroups?.ToList() ?? []);
        var extra = fields["as-user-extra"].Members
            .Select(member => KeyValuePair.Create<string, IReadOnlyList<string>>(member.Key, [.. member.Value.Items.Select(value => value.Text ?? throw value.Error("missing"))]))
            .ToList();
        if (!string.IsNullOrEmpty(model.Impersonate))
        {
            return new Impersonation(model.Impersonate) { Uid = uid, Groups = groups, Extra = extra };
        }

        return uid is null && groups.Count == 0 && extra.Count == 0 ? null : throw fields["as"].Error("missing: as-uid, as-groups and as-user-extra say more about that user");
    }
}
