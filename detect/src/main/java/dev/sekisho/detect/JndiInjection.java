package dev.sekisho.detect;

import java.util.List;

/** JNDI injection: an input that decides from which server a name is looked up. */
public final class JndiInjection {
  private static final Words REMOTE =
      Words.of("corba corbaname dns http https iiop iiopname ldap ldaps nds nis rmi");

  private JndiInjection() {}

  /** Asks about a name that is about to be looked up. */
  public static Detection check(String name, Inputs inputs) {
    Detection detection = new Detection();
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0) {
      detection.leaveOut();
    }
    int colon = name.indexOf(':');
    if (colon <= 0
        || !REMOTE.contains(Characters.lower(Characters.trim(name.substring(0, colon))))) {
      return detection;
    }
    String folded = Characters.lower(name);
    int host = colon + 1;
    while (host < name.length() && name.charAt(host) == '/') {
      host++;
    }
    int hostEnd = host;
    while (hostEnd < name.length() && name.charAt(hostEnd) != '/') {
      hostEnd++;
    }
    for (int i = 0; i < candidates.size(); i++) {
      int from = new Search(candidates.get(i).text()).in(folded, 0);
      int to = from + candidates.get(i).text().length();
      if (from >= 0 && from < hostEnd && to > host) {
        detection.add(
            new Hit(
                Threat.JNDI_INJECTION,
                Algorithm.HTTP_PARAMS,
                candidates.get(i),
                from,
                to,
                host,
                hostEnd));
        return detection;
      }
    }
    return detection;
  }
}
