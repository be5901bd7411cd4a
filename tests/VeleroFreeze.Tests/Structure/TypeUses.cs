using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace VeleroFreeze.Tests.Structure;

/// <summary>Which types of an assembly use which others of it: by what they derive from and hold, in signatures, attributes and the code of their methods.</summary>
internal sealed class TypeUses : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly SignatureTypes _types;

    public TypeUses(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
        _types = new SignatureTypes(_reader.TypeDefinitions.ToDictionary(FullName, StringComparer.Ordinal));
    }

    public void Dispose() => _file.Dispose();

    public IEnumerable<string> Assemblies() => _reader.AssemblyReferences.Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name));

    public IReadOnlyList<TypeUse> All() =>
    [
        .. from user in _reader.TypeDefinitions
           let outer = Outermost(user)
           where IsWritten(outer)
           from used in UsedBy(user).Select(Outermost).Distinct()
           where used != outer && IsWritten(used)
           select new TypeUse(FolderOf(outer), NameOf(outer), FolderOf(used), NameOf(used)),
    ];

    private IEnumerable<TypeDefinitionHandle> UsedBy(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return
        [
            .. Named(type.BaseType),
            .. type.GetInterfaceImplementations().SelectMany(one => Named(_reader.GetInterfaceImplementation(one).Interface)),
            .. Attributes(type.GetCustomAttributes()),
            .. Constraints(type.GetGenericParameters()),
            .. type.GetFields().Select(_reader.GetFieldDefinition).SelectMany(field => field.DecodeSignature(_types, null).Concat(Attributes(field.GetCustomAttributes()))),
            .. type.GetProperties().SelectMany(one => Attributes(_reader.GetPropertyDefinition(one).GetCustomAttributes())),
            .. type.GetMethods().Select(_reader.GetMethodDefinition).SelectMany(UsedBy),
        ];
    }

    private IEnumerable<TypeDefinitionHandle> UsedBy(MethodDefinition method) =>
    [
        .. SignatureTypes.Of(method.DecodeSignature(_types, null)),
        .. Attributes(method.GetCustomAttributes()),
        .. method.GetParameters().SelectMany(one => Attributes(_reader.GetParameter(one).GetCustomAttributes())),
        .. Constraints(method.GetGenericParameters()),
        .. method.RelativeVirtualAddress == 0 ? [] : UsedBy(_file.GetMethodBody(method.RelativeVirtualAddress)),
    ];

    private IEnumerable<TypeDefinitionHandle> UsedBy(MethodBodyBlock body) =>
    [
        .. body.LocalSignature.IsNil ? [] : Named(body.LocalSignature),
        .. body.ExceptionRegions.SelectMany(region => Named(region.CatchType)),
        .. MethodTokens.Of(body.GetILReader()).SelectMany(Named),
    ];

    /// <summary>The types that a token names; of a method or field the one that declares it.</summary>
    private IEnumerable<TypeDefinitionHandle> Named(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [(TypeDefinitionHandle)handle],
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_types, null),
        HandleKind.MethodDefinition => [_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.FieldDefinition => [_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.MemberReference => Named(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent),
        HandleKind.MethodSpecification => Named(_reader.GetMethodSpecification((MethodSpecificationHandle)handle)),
        HandleKind.StandaloneSignature => Named(_reader.GetStandaloneSignature((StandaloneSignatureHandle)handle)),
        _ => [],
    };

    private IEnumerable<TypeDefinitionHandle> Named(MethodSpecification method) =>
        Named(method.Method).Concat(method.DecodeSignature(_types, null).SelectMany(argument => argument));

    private IEnumerable<TypeDefinitionHandle> Named(StandaloneSignature signature) => signature.GetKind() == StandaloneSignatureKind.LocalVariables
        ? signature.DecodeLocalSignature(_types, null).SelectMany(local => local)
        : SignatureTypes.Of(signature.DecodeMethodSignature(_types, null));

    private IEnumerable<TypeDefinitionHandle> Constraints(GenericParameterHandleCollection parameters) =>
        from parameter in parameters
        from constraint in _reader.GetGenericParameter(parameter).GetConstraints()
        from type in Named(_reader.GetGenericParameterConstraint(constraint).Type)
        select type;

    private IEnumerable<TypeDefinitionHandle> Attributes(CustomAttributeHandleCollection handles)
    {
        foreach (var attribute in handles.Select(_reader.GetCustomAttribute))
        {
            var value = attribute.DecodeValue(_types);
            var values = value.FixedArguments.Select(one => one.Value).Concat(value.NamedArguments.Select(one => one.Value));
            foreach (var type in Named(attribute.Constructor).Concat(values.SelectMany(TypesIn)))
            {
                yield return type;
            }
        }
    }

    private static IEnumerable<TypeDefinitionHandle> TypesIn(object? value) => value switch
    {
        IEnumerable<TypeDefinitionHandle> types => types,
        ImmutableArray<CustomAttributeTypedArgument<IEnumerable<TypeDefinitionHandle>>> list => list.SelectMany(one => TypesIn(one.Value)),
        _ => [],
    };

    /// <summary>What the compiler makes of lambdas and the like lies in the type that they are written in.</summary>
    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? Outermost(outer) : handle;
    }

    /// <summary>Not one of those that the compiler and its generators put beside ours.</summary>
    private bool IsWritten(TypeDefinitionHandle handle) =>
        !NameOf(handle).StartsWith('<') && (FolderOf(handle).Length == 0 || FolderOf(handle).StartsWith("VeleroFreeze", StringComparison.Ordinal));

    private string NameOf(TypeDefinitionHandle handle) => _reader.GetString(_reader.GetTypeDefinition(handle).Name);

    private string FolderOf(TypeDefinitionHandle handle) => _reader.GetString(_reader.GetTypeDefinition(handle).Namespace);

    /// <summary>As attributes write it.</summary>
    private string FullName(TypeDefinitionHandle handle)
    {
        var outer = _reader.GetTypeDefinition(handle).GetDeclaringType();
        var folder = FolderOf(handle);
        return !outer.IsNil ? $"{FullName(outer)}+{NameOf(handle)}" : folder.Length == 0 ? NameOf(handle) : $"{folder}.{NameOf(handle)}";
    }
}
