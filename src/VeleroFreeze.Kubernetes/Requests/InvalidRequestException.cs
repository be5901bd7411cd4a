namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>A request that would not mean what its caller meant, refused before anything is sent.</summary>
public sealed class InvalidRequestException(string message) : ArgumentException(message);
