namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>No connection can be made from what is configured. The message is one line that names the file and the field.</summary>
public sealed class KubeConfigException(string message, Exception? inner = null) : Exception(message, inner);
