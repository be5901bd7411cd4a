using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class ReplyRuleTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300);

    /// <summary>Name, and a body that is no review to answer.</summary>
    public static TheoryData<string, string> NoReviews { get; } = new()
    {
        { "empty", "" },
        { "blank", "  \n" },
        { "null", "null" },
        { "an array", "[]" },
        { "an empty object", "{}" },
        { "text", "hello" },
        { "a YAML review", "apiVersion: admission.k8s.io/v1" },
        { "a byte order mark", "\ufeff" + Reviews.Create(Reviews.Vm()) },
        { "a NUL in front", "\0" + Reviews.Create(Reviews.Vm()) },
        { "a NUL behind", Reviews.Create(Reviews.Vm()) + "\0" },
        { "two reviews", Reviews.Create(Reviews.Vm()) + Reviews.Create(Reviews.Vm()) },
        { "cut within the object", Reviews.Create(Reviews.Vm())[..1500] },
        { "cut by one brace", Reviews.Create(Reviews.Vm()).TrimEnd()[..^1] },
        { "a comment", Reviews.Create(Reviews.Vm()).Replace("\"request\"", "/* */ \"request\"", StringComparison.Ordinal) },
        { "a trailing comma", Reviews.Create("{\"a\":1,}") },
        { "the version before", Reviews.Create(Reviews.Vm()).Replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1", StringComparison.Ordinal) },
        { "another kind", Reviews.Create(Reviews.Vm()).Replace("AdmissionReview", "ConversionReview", StringComparison.Ordinal) },
        { "the kind is a number", """{"apiVersion":"admission.k8s.io/v1","kind":1,"request":{"uid":"a"}}""" },
        { "no request", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""" },
        { "the request is null", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":null}""" },
        { "the request is a list", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}""" },
        { "two requests", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"a"},"request":{"uid":"b"}}""" },
        { "a response", """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"a","allowed":true}}""" },
        { "no uid", Reviews.Without("uid") },
        { "the uid is null", Reviews.With("uid", "null") },
        { "the uid is empty", Reviews.With("uid", "\"\"") },
        { "the uid is a number", Reviews.With("uid", "7") },
        { "the uid is an object", Reviews.With("uid", """{"uid":"a"}""") },
        { "the uid is a megabyte", Reviews.With("uid", "\"" + new string('u', 1 << 20) + "\"") },
        { "the uid is half a surrogate pair", Reviews.Create(Reviews.Vm(), uid: "\\ud800") },
        { "two uids", Reviews.WithMember("\"uid\": \"other\"") },
    };

    /// <summary>Name, and a body with a uid and something no API server sends.</summary>
    public static TheoryData<string, string> Faults { get; } = new()
    {
        { "no object", Reviews.Without("object") },
        { "the object is null", Reviews.With("object", "null") },
        { "the object is text", Reviews.With("object", "\"VirtualMachine\"") },
        { "the object is a list", Reviews.With("object", "[]") },
        { "an update without the old object", Reviews.Update(Reviews.Vm(), "null") },
        { "the old object is a number", Reviews.Update(Reviews.Vm(), "1") },
        { "the operation is a number", Reviews.With("operation", "1") },
        { "the kind is text", Reviews.With("kind", "\"VirtualMachine\"") },
        { "the kind has two kinds", Reviews.Create(Reviews.Vm()).Replace("\"version\": \"v1\", \"kind\"", "\"kind\": \"Pod\", \"kind\"", StringComparison.Ordinal) },
        { "the resource is a list", Reviews.With("resource", "[]") },
        { "dry run is text", Reviews.With("dryRun", "\"true\"") },
        { "the name is half a surrogate pair", Reviews.WithMember("\"subResource\": \"\\udc00\"") },
        { "the name is a megabyte", Reviews.With("name", "\"" + new string('n', 1 << 20) + "\"") },
        { "the object is deeper than any VM", Reviews.With("object", Deep) },
        { "the object has two metadata", Reviews.Create("""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{},"metadata":{}}""") },
        { "a deciding text is half a surrogate pair", Reviews.Create(Reviews.Vm("\\ud800")) },
        { "the template's metadata is text", Reviews.Create(Reviews.Vm(templateMetadata: "\"x\"")) },
        { "the template's annotations are a list", Reviews.Create(Reviews.Vm(templateMetadata: """{"annotations":[]}""")) },
    };

    /// <summary>Name, and a body about something that has no hooks, or not now.</summary>
    public static TheoryData<string, string> NotOurs { get; } = new()
    {
        { "delete", Reviews.Review("DELETE", "null", Reviews.Vm()) },
        { "connect", Reviews.Review("CONNECT", "{}", "null") },
        { "an operation yet unknown", Reviews.Review("PATCH", Reviews.Vm(), Reviews.Vm()) },
        { "a pod", Reviews.With("kind", """{"group":"","version":"v1","kind":"Pod"}""") },
        { "a VMI", Reviews.With("kind", """{"group":"kubevirt.io","version":"v1","kind":"VirtualMachineInstance"}""") },
        { "someone else's VirtualMachine", Reviews.With("kind", """{"group":"vmoperator.vmware.com","version":"v1","kind":"VirtualMachine"}""") },
        { "another resource", Reviews.With("resource", """{"group":"kubevirt.io","version":"v1","resource":"virtualmachinepools"}""") },
        { "status", Reviews.With("subResource", "\"status\"") },
        { "no kind", Reviews.Without("kind") },
    };

    [Theory]
    [MemberData(nameof(NoReviews))]
    public void What_is_no_review_with_a_uid_is_a_bad_request_so_that_the_API_server_goes_on_without_us(string name, string body)
    {
        var answer = Answered.To(body);

        answer.Status.ShouldBe(400, name);
        answer.Raw.Reason.ShouldBe("no-review", name);
        answer.ShouldDoNoHarm();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_after_the_uid_is_known_allows_without_a_patch_and_with_one_warning(string name, string body)
    {
        var answer = Answered.To(body);

        answer.Status.ShouldBe(200, name);
        answer.ShouldDoNoHarm(Reviews.Uid);
        answer.Patch.ShouldBeNull(name);
        answer.Warnings.Length.ShouldBe(1, name);
    }

    [Theory]
    [MemberData(nameof(NotOurs))]
    public void What_has_no_hooks_is_allowed_without_a_patch_and_without_a_word(string name, string body)
    {
        var answer = Answered.To(body);

        answer.Status.ShouldBe(200, name);
        answer.ShouldDoNoHarm(Reviews.Uid);
        answer.Patch.ShouldBeNull(name);
        answer.Warnings.ShouldBeEmpty(name);
        answer.Raw.Outcome.ShouldBe("skipped", name);
    }

    [Fact]
    public void A_labelled_VM_is_allowed_with_its_hooks_as_a_patch()
    {
        var answer = Answered.To(Reviews.Create(Reviews.Vm()));

        answer.ShouldDoNoHarm(Reviews.Uid);
        answer.Raw.Outcome.ShouldBe("injected");
        answer.Patch.ShouldNotBeNull();
        answer.Patch.ShouldContain("""{"op":"add","path":"/spec/template/metadata/annotations","value":{}}""");
        answer.Patch.ShouldContain("\"/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command\"");
    }

    [Fact]
    public void An_update_is_answered_as_a_create_is()
    {
        Answered.To(Reviews.Update(Reviews.Vm(), Reviews.Vm(policy: null))).Patch.ShouldBe(Answered.To(Reviews.Create(Reviews.Vm())).Patch);
    }

    [Theory]
    [InlineData(FreezePolicy.None, null, false)]
    [InlineData(FreezePolicy.Required, null, true)]
    [InlineData(FreezePolicy.Preferred, null, true)]
    [InlineData(FreezePolicy.Required, "disabled", false)]
    [InlineData(FreezePolicy.None, "preferred", true)]
    public void The_namespace_asks_for_VMs_that_do_not_say(FreezePolicy namespaceDefault, string? label, bool injects)
    {
        (Answered.To(Reviews.Create(Reviews.Vm(label)), namespaceDefault).Patch is not null).ShouldBe(injects);
    }

    [Fact]
    public void A_dry_run_is_answered_the_same()
    {
        var dry = Answered.To(Reviews.Create(Reviews.Vm(), dryRun: true));

        dry.Text.ShouldBe(Answered.To(Reviews.Create(Reviews.Vm())).Text);
        dry.Raw.Request!.DryRun.ShouldBeTrue();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\\u0022\\u003c\\n quoted")]
    [InlineData("gr\u00fcn")]
    public void The_uid_comes_back_as_it_was_whatever_it_holds(string escaped)
    {
        var uid = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{escaped}\"");

        Answered.To(Reviews.Create(Reviews.Vm(), uid: escaped)).ShouldDoNoHarm(uid);
    }

    [Fact]
    public void The_fields_may_come_in_any_order()
    {
        const string Body = """{"request":{"object":{},"operation":"DELETE","uid":"a"},"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""";

        Answered.To(Body).ShouldDoNoHarm("a");
    }

    [Fact]
    public void A_bug_in_the_engine_allows_without_a_patch_and_with_one_warning()
    {
        Exception[] bugs = [new InvalidOperationException("secret"), new InsufficientMemoryException(), new KeyNotFoundException(), new OperationCanceledException()];
        foreach (var bug in bugs)
        {
            var request = new AdmissionRequest
            {
                Uid = "a",
                IsReadable = true,
                Group = "kubevirt.io",
                Kind = "VirtualMachine",
                Resource = "virtualmachines",
                Operation = "CREATE",
                Object = "{}"u8.ToArray(),
            };

            var answer = Answered.Of(new AdmissionHandler(KubeVirtVersion.Newest, OnError.Continue).Answer(request, FreezePolicy.None, _ => throw bug));

            answer.Status.ShouldBe(200);
            answer.ShouldDoNoHarm("a");
            answer.Patch.ShouldBeNull();
            answer.Warnings.Length.ShouldBe(1);
            answer.Text.ShouldNotContain("secret");
            answer.Raw.Reason.ShouldBe("internal-fault");
        }
    }

    [Fact]
    public void What_is_logged_later_holds_no_part_of_the_body_whose_buffer_is_used_again()
    {
        var request = Answered.To(Reviews.Update(Reviews.Vm(), Reviews.Vm())).Raw.Request!;

        request.Object.IsEmpty.ShouldBeTrue();
        request.OldObject.IsEmpty.ShouldBeTrue();
    }
}
