using System.Globalization;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Certificates;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Cli.Certs;

/// <summary>What <c>certs status</c> prints.</summary>
internal static class StatusOutput
{
    public static string Text(StoredCertificates stored, RotationState state, CertificateHealth health, DateTimeOffset now)
    {
        var text = new StringBuilder().Append("phase: ").AppendLine(health.Phase);
        foreach (var (role, certificate) in Certificates(state))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{role,-19} {Short(certificate.Id)} by {Short(certificate.IssuerId)}  ends {certificate.NotAfter:yyyy-MM-dd HH:mm}, in {Days(certificate, now)}");
        }

        foreach (var (entry, trusted) in stored.Entries.Zip(state.Published))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{TextLayout.Plain(entry.Text("name") ?? "")} trusts {(trusted.Count == 0 ? "nobody" : string.Join(", ", trusted.Select(found => Short(found.Id))))}");
        }

        foreach (var problem in health.Problems)
        {
            text.Append("problem: ").AppendLine(problem);
        }

        return text.ToString();
    }

    public static string Machine(StoredCertificates stored, RotationState state, CertificateHealth health, DateTimeOffset now, string format)
    {
        var json = Json(stored, state, health, now);
        return format == "yaml" ? JsonYaml.Of(json) : Encoding.UTF8.GetString(json) + "\n";
    }

    private static byte[] Json(StoredCertificates stored, RotationState state, CertificateHealth health, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("phase", health.Phase);
            writer.WriteStartArray("certificates");
            foreach (var (role, certificate) in Certificates(state))
            {
                writer.WriteStartObject();
                writer.WriteString("role", role);
                writer.WriteString("id", certificate.Id);
                writer.WriteString("issuerId", certificate.IssuerId);
                writer.WriteString("notBefore", certificate.NotBefore);
                writer.WriteString("notAfter", certificate.NotAfter);
                writer.WriteNumber("daysLeft", Math.Round((certificate.NotAfter - now).TotalDays, 2));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("entries");
            foreach (var (entry, trusted) in stored.Entries.Zip(state.Published))
            {
                writer.WriteStartObject();
                writer.WriteString("name", entry.Text("name"));
                Texts(writer, "trusts", trusted.Select(found => found.Id));
                writer.WriteBoolean("trustsServing", trusted.Any(found => found.Id == state.Leaf?.IssuerId));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            Texts(writer, "problems", health.Problems);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<(string Role, CertificateFacts Certificate)> Certificates(RotationState state) =>
        new[] { ("serving", state.Leaf), ("authority", state.Current), ("next authority", state.Next) }.Concat(state.Retired.Select(old => ("retired authority", (CertificateFacts?)old)))
            .Where(item => item.Item2 is not null).Select(item => (item.Item1, item.Item2!));

    private static string Short(string id) => id.Length > 8 ? id[..8].ToLowerInvariant() : id;

    private static string Days(CertificateFacts certificate, DateTimeOffset now)
    {
        var left = certificate.NotAfter - now;
        return left <= TimeSpan.Zero ? "the past" : left.TotalDays >= 2 ? $"{(int)left.TotalDays} days" : $"{(int)left.TotalHours} h {left.Minutes} min";
    }
}
