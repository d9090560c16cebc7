import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** Reads lines "flavour TAB path"; prints "path TAB flavour TAB pass|fail|error TAB failed rules" for each. */
public class VeraCheck {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", 2);
            System.out.println(parts[1] + "\t" + parts[0] + "\t" + judge(parts[0], parts[1]));
            System.out.flush();
        }
    }

    private static String judge(String flavourId, String path) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourId);
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            return "error\tunknown flavour";
        }
        try (InputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            TreeSet<String> failed = new TreeSet<>();
            for (RuleId rule : result.getFailedChecks().keySet()) {
                failed.add(rule.getClause() + "-" + rule.getTestNumber());
            }
            return (result.isCompliant() ? "pass" : "fail") + "\t" + String.join(" ", failed);
        } catch (Exception | Error problem) {
            return "error\t" + problem.toString().replace('\n', ' ').replace('\t', ' ');
        }
    }
}
