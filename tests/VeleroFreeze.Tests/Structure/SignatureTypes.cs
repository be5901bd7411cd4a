using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace VeleroFreeze.Tests.Structure;

/// <summary>The types of the assembly itself that a signature or an attribute names.</summary>
internal sealed class SignatureTypes(IReadOnlyDictionary<string, TypeDefinitionHandle> byName)
    : ISignatureTypeProvider<IEnumerable<TypeDefinitionHandle>, object?>, ICustomAttributeTypeProvider<IEnumerable<TypeDefinitionHandle>>
{
    private static readonly TypeDefinitionHandle[] None = [];

    /// <summary>Told from all others by reference: an attribute's argument of this type is the name of one.</summary>
    private static readonly List<TypeDefinitionHandle> SystemType = [];

    public IEnumerable<TypeDefinitionHandle> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

    public IEnumerable<TypeDefinitionHandle> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return reader.StringComparer.Equals(type.Namespace, "System") && reader.StringComparer.Equals(type.Name, "Type") ? SystemType : None;
    }

    public IEnumerable<TypeDefinitionHandle> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    /// <summary>The name of a type as attributes hold it: with the assembly when it is of another one.</summary>
    public IEnumerable<TypeDefinitionHandle> GetTypeFromSerializedName(string name) => byName.TryGetValue(name.Split(',', '[')[0], out var found) ? [found] : None;

    public IEnumerable<TypeDefinitionHandle> GetGenericInstantiation(IEnumerable<TypeDefinitionHandle> genericType, ImmutableArray<IEnumerable<TypeDefinitionHandle>> typeArguments) =>
        genericType.Concat(typeArguments.SelectMany(argument => argument));

    public IEnumerable<TypeDefinitionHandle> GetFunctionPointerType(MethodSignature<IEnumerable<TypeDefinitionHandle>> signature) => Of(signature);

    public static IEnumerable<TypeDefinitionHandle> Of(MethodSignature<IEnumerable<TypeDefinitionHandle>> signature) =>
        signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(parameter => parameter));

    public IEnumerable<TypeDefinitionHandle> GetArrayType(IEnumerable<TypeDefinitionHandle> elementType, ArrayShape shape) => elementType;

    public IEnumerable<TypeDefinitionHandle> GetSZArrayType(IEnumerable<TypeDefinitionHandle> elementType) => elementType;

    public IEnumerable<TypeDefinitionHandle> GetByReferenceType(IEnumerable<TypeDefinitionHandle> elementType) => elementType;

    public IEnumerable<TypeDefinitionHandle> GetPointerType(IEnumerable<TypeDefinitionHandle> elementType) => elementType;

    public IEnumerable<TypeDefinitionHandle> GetPinnedType(IEnumerable<TypeDefinitionHandle> elementType) => elementType;

    public IEnumerable<TypeDefinitionHandle> GetModifiedType(IEnumerable<TypeDefinitionHandle> modifier, IEnumerable<TypeDefinitionHandle> unmodifiedType, bool isRequired) =>
        modifier.Concat(unmodifiedType);

    public IEnumerable<TypeDefinitionHandle> GetGenericMethodParameter(object? genericContext, int index) => None;

    public IEnumerable<TypeDefinitionHandle> GetGenericTypeParameter(object? genericContext, int index) => None;

    public IEnumerable<TypeDefinitionHandle> GetPrimitiveType(PrimitiveTypeCode typeCode) => None;

    public IEnumerable<TypeDefinitionHandle> GetSystemType() => SystemType;

    public bool IsSystemType(IEnumerable<TypeDefinitionHandle> type) => ReferenceEquals(type, SystemType);

    /// <summary>What enums are unless they say otherwise; of those that attributes here are given, none does.</summary>
    public PrimitiveTypeCode GetUnderlyingEnumType(IEnumerable<TypeDefinitionHandle> type) => PrimitiveTypeCode.Int32;
}
