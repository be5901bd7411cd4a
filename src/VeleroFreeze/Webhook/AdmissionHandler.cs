using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Webhook;

/// <summary>The webhook without its wire: the bytes of a review in, the answer out. It depends on nothing else, and never throws.</summary>
/// <param name="KubeVirt">The release that runs in the cluster; unknown where nobody says.</param>
/// <param name="OnError">For VMs that do not say.</param>
internal sealed record AdmissionHandler(KubeVirtVersion KubeVirt, OnError OnError)
{
    /// <summary>What preflight is told with the answer to its own VM.</summary>
    public Func<IReadOnlyList<string>> Notices { get; init; } = () => [];

    /// <summary>Answers a review.</summary>
    /// <param name="body">The whole body; not used after the return.</param>
    /// <param name="namespaceDefault">What the namespace asks for VMs that do not say.</param>
    public AdmissionAnswer Answer(ReadOnlyMemory<byte> body, FreezePolicy namespaceDefault) =>
        AdmissionReader.Read(body, out var problem) is { } request
            ? Answer(request, namespaceDefault, HookInjector.Decide)
            : AdmissionAnswer.NoReview(problem!);

    /// <summary>As above, with the engine as a parameter so that a test can break it.</summary>
    internal AdmissionAnswer Answer(AdmissionRequest request, FreezePolicy namespaceDefault, Func<InjectionRequest, InjectionResult> decide)
    {
        try
        {
            return !request.IsReadable ? AdmissionAnswer.Unreadable(request)
                : ReasonToLeaveAlone(request) is { } reason ? AdmissionAnswer.Unchanged(request, reason)
                : LacksAnObject(request) ? AdmissionAnswer.Unreadable(request)
                : AdmissionAnswer.Decided(request, decide(ToInjection(request, namespaceDefault)), IsTrial(request) ? Notices() : []);
        }
        catch (Exception e)
        {
            // Whatever it is, it must not reach the user's write.
            return AdmissionAnswer.Failed(request, e);
        }
    }

    private static bool IsTrial(AdmissionRequest request) => request is { DryRun: true, Operation: "CREATE", Name: ServingNotice.TrialName };

    private static AdmissionReason? ReasonToLeaveAlone(AdmissionRequest request) => request switch
    {
        { Operation: not ("CREATE" or "UPDATE") } => AdmissionReason.OtherOperation,
        { Group: not "kubevirt.io" } or { Kind: not "VirtualMachine" } or { Resource: not "virtualmachines" } => AdmissionReason.OtherKind,
        { Subresource.Length: > 0 } => AdmissionReason.Subresource,
        _ => null,
    };

    private static bool LacksAnObject(AdmissionRequest request) =>
        request.Object.IsEmpty || (request.Operation == "UPDATE" && request.OldObject.IsEmpty);

    private InjectionRequest ToInjection(AdmissionRequest request, FreezePolicy namespaceDefault) => new()
    {
        Operation = request.Operation == "CREATE" ? InjectionOperation.Create : InjectionOperation.Update,
        // The reader went over both on its way through the review.
        Object = JsonSource.AlreadyRead(new JsonSlice(request.Object)),
        OldObject = request.Operation == "CREATE" ? default : JsonSource.AlreadyRead(new JsonSlice(request.OldObject)),
        Namespace = request.Namespace.Length == 0 ? null : request.Namespace,
        NamespaceDefault = namespaceDefault,
        KubeVirt = KubeVirt,
        OnError = OnError,
    };
}
