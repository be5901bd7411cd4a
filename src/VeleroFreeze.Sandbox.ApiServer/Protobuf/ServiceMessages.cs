namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>The message of a Service, which <c>kubectl create service</c> sends.</summary>
internal static class ServiceMessages
{
    private static readonly Message Port = new(
        "ServicePort",
        new(1, "name"),
        new(2, "protocol"),
        new(3, "port", FieldKind.Number),
        new(4, "targetPort", FieldKind.IntOrText),
        new(5, "nodePort", FieldKind.Number),
        new(6, "appProtocol"));

    public static Field Spec { get; } = new(2, "spec", FieldKind.Inner, Inner: new Message(
        "ServiceSpec",
        new(1, "ports", FieldKind.Inner, IsList: true, Port),
        new(2, "selector", FieldKind.TextMap),
        new(3, "clusterIP"),
        new(4, "type"),
        new(5, "externalIPs", IsList: true),
        new(7, "sessionAffinity"),
        new(8, "loadBalancerIP"),
        new(9, "loadBalancerSourceRanges", IsList: true),
        new(10, "externalName"),
        new(11, "externalTrafficPolicy"),
        new(12, "healthCheckNodePort", FieldKind.Number),
        new(13, "publishNotReadyAddresses", FieldKind.Ignored),
        new(17, "ipFamilyPolicy"),
        new(18, "clusterIPs", IsList: true),
        new(19, "ipFamilies", IsList: true)));
}
