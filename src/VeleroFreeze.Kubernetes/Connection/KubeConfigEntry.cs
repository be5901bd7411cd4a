namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>One named thing of a kubeconfig.</summary>
/// <param name="Model">As the package reads it.</param>
/// <param name="Fields">As it stands in the file: for the fields that the package's model lacks, for relative paths, and for complaints.</param>
internal sealed record KubeConfigEntry<T>(T Model, ConfigNode Fields);
