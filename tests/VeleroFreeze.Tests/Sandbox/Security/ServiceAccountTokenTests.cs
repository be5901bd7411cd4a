using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Sandbox.Security;

public sealed class ServiceAccountTokenTests : IDisposable
{
    private static readonly string[] ForTheServer = [ServiceAccountTokens.Audience];
    private readonly ObjectStore _store = new(100);
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceAccountTokens _tokens;

    public ServiceAccountTokenTests() => _tokens = new ServiceAccountTokens(_store, _time);

    public void Dispose() => _tokens.Dispose();

    [Fact]
    public void A_token_says_whose_it_is_and_to_which_groups_that_belongs()
    {
        var user = _tokens.Find(Issue(Create("verifier", "1")))!;
        user.Name.ShouldBe("system:serviceaccount:velerofreeze:verifier");
        user.Groups.ShouldBe(["system:serviceaccounts", "system:serviceaccounts:velerofreeze", "system:authenticated"]);
        user.Uid.ShouldBe("1");
    }

    [Fact]
    public void A_token_ends()
    {
        var token = Issue(Create("verifier", "1"));
        _time.Advance(TimeSpan.FromMinutes(10));
        _tokens.Find(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_is_no_good_for_an_account_of_the_same_name_that_was_made_later()
    {
        var account = Create("verifier", "1");
        var token = Issue(account);
        _store.Remove(account, account.Json);
        _tokens.Find(token).ShouldBeNull();
        Create("verifier", "2");
        _tokens.Find(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_goes_with_the_Secret_that_it_is_bound_to()
    {
        var secret = _store.Create(new ObjectKey(CoreTypes.Secrets, "velerofreeze", "t"), Node("t", "7"))!;
        var token = _tokens.Issue(Create("verifier", "1"), new TokenTerms(ForTheServer, Expires: null, secret));
        _tokens.Find(token).ShouldNotBeNull();
        _store.Remove(secret, secret.Json);
        _tokens.Find(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_for_somebody_else_opens_nothing_here() =>
        _tokens.Find(_tokens.Issue(Create("verifier", "1"), new TokenTerms(["vault"], Expires: null))).ShouldBeNull();

    [Fact]
    public void A_token_that_was_changed_or_signed_by_another_is_nobodys()
    {
        var account = Create("verifier", "1");
        using var other = new ServiceAccountTokens(_store, _time);
        _tokens.Find(other.Issue(account, new TokenTerms(ForTheServer, Expires: null))).ShouldBeNull();
        var parts = Issue(account).Split('.');
        _tokens.Find($"{parts[0]}.{Issue(Create("certs", "2")).Split('.')[1]}.{parts[2]}").ShouldBeNull();
        _tokens.Find("no.token.!").ShouldBeNull();
        _tokens.Find("wrong").ShouldBeNull();
    }

    private string Issue(StoredObject account) => _tokens.Issue(account, new TokenTerms(ForTheServer, _time.GetUtcNow().AddMinutes(10)));

    private StoredObject Create(string name, string uid) => _store.Create(new ObjectKey(CoreTypes.ServiceAccounts, "velerofreeze", name), Node(name, uid))!;

    private static JsonObject Node(string name, string uid) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = uid } };
}
