import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Holds Bundles, one a line, to the International Patient Summary by the profiles that they claim:
 * Conformance IPS EXTENSIONS OWN FILE... with the folders of HL7's two packages and of this project's definitions.
 * Each must claim that of the Bundle, and so must each resource in it of whose type the guide has a profile; of the
 * Observations those of the section of results. HL7's own examples have to pass first, and what is made wrong has to fail.
 */
public class Conformance {
    static final String PROFILE = "http://hl7.org/fhir/uv/ips/StructureDefinition/";
    static final List<String> TYPES = List.of("Composition", "Patient", "Condition", "Procedure", "AllergyIntolerance", "Organization", "Practitioner", "PractitionerRole");
    static final ObjectMapper JSON = new ObjectMapper();
    static FhirValidator validator;

    public static void main(String[] args) throws Exception {
        Path ips = Path.of(args[0]);
        validator = validator(List.of(ips, Path.of(args[1]), Path.of(args[2])));
        if (!control(ips.resolve("example"))) {
            System.err.println("conformance: the control failed, so that nothing can be said");
            System.exit(2);
        }
        int errors = 0;
        List<JsonNode> ours = new ArrayList<>();
        for (String name : List.of(args).subList(3, args.length)) {
            int bundles = 0, found = 0, wrong = 0;
            Map<String, Integer> kinds = new TreeMap<>();
            for (String line : Files.readAllLines(Path.of(name))) {
                JsonNode bundle = JSON.readTree(line);
                List<String> faults = faults(bundle);
                faults.forEach(f -> kinds.merge(f, 1, Integer::sum));
                bundles++;
                found += faults.size();
                wrong += faults.isEmpty() ? 0 : 1;
                ours.add(bundle);
            }
            System.out.printf("%s: %d Bundles, %d of them valid, %d errors%n", Path.of(name).getFileName(), bundles, bundles - wrong, found);
            kinds.forEach((kind, n) -> System.out.printf("%7d x %s%n", n, kind));
            errors += found;
        }
        if (!mutants(ours)) {
            errors++;
        }
        System.out.printf("conformance: %d Bundles, %d errors%n", ours.size(), errors);
        System.exit(errors == 0 && !ours.isEmpty() ? 0 : 1);
    }

    /** A validator that knows the definitions of some folders. Canonicals lose their version, by which it finds none. */
    static FhirValidator validator(List<Path> folders) throws Exception {
        FhirContext context = FhirContext.forR4();
        PrePopulatedValidationSupport definitions = new PrePopulatedValidationSupport(context);
        for (Path folder : folders) {
            List<Path> files;
            try (var list = Files.list(folder)) {
                files = list.filter(f -> f.getFileName().toString().matches("(StructureDefinition|ValueSet|CodeSystem)-.*\\.json")).sorted().toList();
            }
            for (Path file : files) {
                String text = Files.readString(file).replaceAll("\"(http[^\"|\\s]*)\\|[^\"\\s]*\"", "\"$1\"");
                Resource resource = (Resource) context.newJsonParser().parseResource(text);
                if (!(resource instanceof StructureDefinition d && d.getKind() == StructureDefinition.StructureDefinitionKind.LOGICAL)) {
                    definitions.addResource(resource);
                }
            }
        }
        UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
        unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
            new DefaultProfileValidationSupport(context), definitions, new SnapshotGeneratingValidationSupport(context),
            new CommonCodeSystemsTerminologyService(context), new InMemoryTerminologyServerValidationSupport(context), unknown));
        module.setErrorForUnknownProfiles(true);
        module.setAnyExtensionsAllowed(false);
        return context.newValidator().registerValidatorModule(module);
    }

    /** What is wrong with a summary of ours. */
    static List<String> faults(JsonNode bundle) throws Exception {
        List<String> faults = errors(bundle);
        faults.addAll(unclaimed(bundle));
        return faults;
    }

    /**
     * The errors of a Bundle, each without what differs from one Bundle to the next. It is none that a language is not
     * on the list of common ones, which FHIR prefers and does not demand.
     */
    static List<String> errors(JsonNode bundle) throws Exception {
        List<String> faults = new ArrayList<>();
        for (SingleValidationMessage m : validator.validateWithResult(bundle.toString()).getMessages()) {
            boolean error = m.getSeverity() == ResultSeverityEnum.ERROR || m.getSeverity() == ResultSeverityEnum.FATAL;
            if (error && !m.getMessage().endsWith("is not in valueset: http://hl7.org/fhir/ValueSet/languages")) {
                faults.add((m.getLocationString() + " " + m.getMessage()).replaceAll("\\[\\d+\\]", "").replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"));
            }
        }
        return faults;
    }

    /** The resources that do not claim the profile that the guide has for them. */
    static List<String> unclaimed(JsonNode bundle) {
        List<String> faults = new ArrayList<>();
        if (!claims(bundle, "Bundle-uv-ips")) {
            faults.add("Bundle does not claim Bundle-uv-ips");
        }
        List<String> results = new ArrayList<>();
        section(bundle, "30954-2").path("entry").forEach(e -> results.add(e.path("reference").asText()));
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String type = resource.path("resourceType").asText();
            if (TYPES.contains(type) && !claims(resource, type + "-uv-ips")) {
                faults.add(type + " does not claim " + type + "-uv-ips");
            }
            if (results.contains(entry.path("fullUrl").asText()) && !claims(resource, "Observation-results-laboratory-pathology-uv-ips")) {
                faults.add("a result does not claim Observation-results-laboratory-pathology-uv-ips");
            }
        }
        return faults;
    }

    static boolean claims(JsonNode resource, String profile) {
        for (JsonNode p : resource.path("meta").path("profile")) {
            if (p.asText().equals(PROFILE + profile)) {
                return true;
            }
        }
        return false;
    }

    static JsonNode section(JsonNode bundle, String code) {
        for (JsonNode s : bundle.path("entry").path(0).path("resource").path("section")) {
            if (s.path("code").path("coding").path(0).path("code").asText().equals(code)) {
                return s;
            }
        }
        return JSON.createObjectNode();
    }

    static JsonNode first(JsonNode bundle, String type) {
        for (JsonNode entry : bundle.path("entry")) {
            if (entry.path("resource").path("resourceType").asText().equals(type)) {
                return entry.path("resource");
            }
        }
        return JSON.createObjectNode();
    }

    /** Are HL7's five examples without an error, and two that are made wrong not? */
    static boolean control(Path folder) throws Exception {
        List<Path> examples;
        try (var list = Files.list(folder)) {
            examples = list.filter(f -> f.getFileName().toString().startsWith("Bundle-")).sorted().toList();
        }
        int errors = 0;
        for (Path example : examples) {
            for (String fault : errors(claiming(JSON.readTree(Files.readString(example))))) {
                System.out.println(example.getFileName() + ": " + fault);
                errors++;
            }
        }
        JsonNode example = claiming(JSON.readTree(Files.readString(examples.get(0))));
        int section = errors(without(example, b -> removeSection(b, "10160-0"))).size();
        int code = errors(without(example, b -> ((ObjectNode) first(b, "Condition")).remove("code"))).size();
        System.out.printf("control: %d errors in %d official examples; without the section of medications: %d; a Condition without a code: %d%n", errors, examples.size(), section, code);
        return examples.size() == 5 && errors == 0 && section > 0 && code > 0;
    }

    /** A Bundle whose resources claim the profiles of the guide: those of HL7's examples do not. */
    static JsonNode claiming(JsonNode bundle) {
        for (JsonNode entry : bundle.path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            String type = resource.path("resourceType").asText();
            if (TYPES.contains(type) && !claims(resource, type + "-uv-ips")) {
                resource.withObject("/meta").withArray("profile").add(PROFILE + type + "-uv-ips");
            }
        }
        return bundle;
    }

    /** Does each fault that is put into a summary of ours make an error? */
    static boolean mutants(List<JsonNode> ours) throws Exception {
        Map<String, Consumer<JsonNode>> wrong = new TreeMap<>();
        wrong.put("the type of another document", b -> ((ObjectNode) first(b, "Composition").path("type").path("coding").path(0)).put("code", "34133-9"));
        wrong.put("a section without a text", b -> ((ObjectNode) section(b, "11450-4")).remove("text"));
        wrong.put("no section of allergies", b -> removeSection(b, "48765-2"));
        wrong.put("an empty section without a reason", b -> ((ObjectNode) section(b, "10160-0")).remove("emptyReason"));
        wrong.put("no birth date", b -> ((ObjectNode) first(b, "Patient")).remove("birthDate"));
        wrong.put("a result without a category", b -> removeFromResult(b, "category"));
        wrong.put("a result without a time", b -> removeFromResult(b, "effectiveDateTime", "_effectiveDateTime"));
        wrong.put("a result without a performer", b -> removeFromResult(b, "performer"));
        wrong.put("a claim left out", b -> ((ObjectNode) first(b, "Condition")).remove("meta"));
        boolean all = true;
        for (var mutant : wrong.entrySet()) {
            boolean seen = false;
            for (JsonNode bundle : ours) {
                JsonNode changed = without(bundle, mutant.getValue());
                if (!changed.equals(bundle)) {
                    seen = !faults(changed).isEmpty();
                    break;
                }
            }
            if (!seen) {
                System.out.println("mutant: " + mutant.getKey() + ": no error is found, or no Bundle to try it on");
                all = false;
            }
        }
        System.out.printf("mutants: %d made of ours, %s%n", wrong.size(), all ? "an error in each" : "not all are found");
        return all;
    }

    static JsonNode without(JsonNode bundle, Consumer<JsonNode> change) {
        JsonNode copy = bundle.deepCopy();
        try {
            change.accept(copy);
        } catch (ClassCastException e) {
            return bundle; // it has no such part
        }
        return copy;
    }

    static void removeSection(JsonNode bundle, String code) {
        ArrayNode sections = (ArrayNode) bundle.path("entry").path(0).path("resource").path("section");
        for (int i = sections.size() - 1; i >= 0; i--) {
            if (sections.get(i).path("code").path("coding").path(0).path("code").asText().equals(code)) {
                sections.remove(i);
            }
        }
    }

    static void removeFromResult(JsonNode bundle, String... names) {
        for (JsonNode entry : bundle.path("entry")) {
            if (claims(entry.path("resource"), "Observation-results-laboratory-pathology-uv-ips")) {
                ((ObjectNode) entry.path("resource")).remove(List.of(names));
                return;
            }
        }
    }
}
