using VeleroFreeze.Sandbox.Authorization;

namespace VeleroFreeze.Tests.Sandbox.Authorization;

public sealed class RequestAttributesTests
{
    [Theory]
    [InlineData("GET", "/apis/velero.io/v1/namespaces/velero/backups/b", "get backups velero b")]
    [InlineData("HEAD", "/apis/velero.io/v1/namespaces/velero/backups/b", "get backups velero b")]
    [InlineData("GET", "/apis/velero.io/v1/backups", "list backups  ")]
    [InlineData("PUT", "/apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/db/freeze", "update virtualmachineinstances/freeze shop db")]
    [InlineData("POST", "/api/v1/namespaces/velerofreeze/serviceaccounts/verifier/token", "create serviceaccounts/token velerofreeze verifier")]
    [InlineData("GET", "/api/v1/namespaces", "list namespaces  ")]
    [InlineData("GET", "/api/v1/namespaces/shop", "get namespaces shop shop")]
    [InlineData("PUT", "/api/v1/namespaces/shop/finalize", "update namespaces/finalize shop shop")]
    [InlineData("DELETE", "/api/v1/namespaces/shop/configmaps", "deletecollection configmaps shop ")]
    [InlineData("GET", "/api/v1", "get   ")]
    [InlineData("POST", "/metrics", "post   ")]
    public void A_path_and_a_method_say_what_is_asked_for(string method, string path, string expected)
    {
        var asked = RequestAttributes.Of(method, path, _ => "");
        $"{asked.Verb} {asked.FullResource} {asked.Namespace} {asked.Name}".ShouldBe(expected);
        asked.Path.ShouldBe(asked.IsResource ? "" : path);
    }

    [Theory]
    [InlineData("/apis/velero.io/v1/namespaces/velero/backups/b", "backups.velero.io \"b\" is forbidden: User \"u\" cannot get resource \"backups\" in API group \"velero.io\" in the namespace \"velero\"")]
    [InlineData("/apis/velero.io/v1/backups", "backups.velero.io is forbidden: User \"u\" cannot list resource \"backups\" in API group \"velero.io\" at the cluster scope")]
    [InlineData("/api/v1/namespaces/n/pods/p/log", "pods \"p\" is forbidden: User \"u\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"n\"")]
    [InlineData("/metrics", "forbidden: User \"u\" cannot get path \"/metrics\"")]
    public void A_refusal_has_the_words_of_the_API_server(string path, string expected) =>
        Denial.Of(new VeleroFreeze.Sandbox.Security.UserInfo("u"), RequestAttributes.Of("GET", path, _ => ""), "").Status.Message.ShouldBe(expected);

    [Fact]
    public void A_refusal_says_what_is_wrong_with_the_bindings() =>
        Denial.Of(new VeleroFreeze.Sandbox.Security.UserInfo("u"), RequestAttributes.Of("GET", "/metrics", _ => ""), "RBAC: why").Status.Message
            .ShouldBe("forbidden: User \"u\" cannot get path \"/metrics\": RBAC: why");
}
