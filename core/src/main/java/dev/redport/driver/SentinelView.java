package dev.redport.driver;

/**
 * What the sentinels said of themselves when they were asked for the master last.
 *
 * @param configured how many are named in the configuration
 * @param answering how many of those answered
 * @param known how many the sentinels know of, themselves included
 * @param quorum how many must agree that the master is down
 * @since 0.1.0
 */
public record SentinelView(int configured, int answering, int known, int quorum) {
    /**
     * Whether those that answered could see to a failover: the quorum agrees that the master is down, and a majority of all
     * known sentinels authorises one of them.
     *
     * @return false if a failed master would stay the master
     */
    public boolean canFailOver() {
        return answering >= quorum && answering > known / 2;
    }
}
