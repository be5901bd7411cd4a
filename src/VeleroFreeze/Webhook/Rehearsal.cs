using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Webhook;

/// <summary>
/// Answers one review of its own before the first real one comes: that one would otherwise wait for the code to be compiled, which on a busy machine takes a good
/// part of the two seconds an API server gives it.
/// </summary>
internal static class Rehearsal
{
    private static ReadOnlySpan<byte> Review => """
        {
          "apiVersion": "admission.k8s.io/v1",
          "kind": "AdmissionReview",
          "request": {
            "uid": "rehearsal",
            "operation": "CREATE",
            "kind": {"group": "kubevirt.io", "version": "v1", "kind": "VirtualMachine"},
            "resource": {"group": "kubevirt.io", "version": "v1", "resource": "virtualmachines"},
            "namespace": "rehearsal",
            "name": "rehearsal",
            "object": {
              "apiVersion": "kubevirt.io/v1",
              "kind": "VirtualMachine",
              "metadata": {"name": "rehearsal", "namespace": "rehearsal", "annotations": {"velerofreeze.io/thaw-timeout": "90s"}},
              "spec": {"runStrategy": "Halted", "template": {"metadata": {"annotations": {}}}}
            }
          }
        }
        """u8;

    /// <summary>Answers the review and forgets the answer.</summary>
    /// <returns>True when it was answered as it must be; anything else is a bug.</returns>
    public static bool Succeeds(AdmissionHandler handler) =>
        handler.Answer(Review.ToArray(), FreezePolicy.Required) is { Status: StatusCodes.Status200OK, Outcome: "injected" };
}
