package dev.annals.command.demo;

import java.util.List;
import java.util.Map;

/**
 * Something to watch. All of them are made up.
 *
 * @param kind the resource type: movie or episode
 */
record Title(String kind, String id, String name, int year, String genre, int minutes) {

    static final List<Title> ALL = List.of(
            movie(1, "The Lantern Keepers", 1998, "drama", 121),
            movie(2, "Salt and Static", 2011, "thriller", 104),
            movie(3, "Northbound by Dawn", 1987, "western", 97),
            movie(4, "A Short History of Rain", 2019, "documentary", 83),
            movie(5, "The Cartographer's Daughter", 2004, "adventure", 129),
            movie(6, "Eleven Quiet Rooms", 2015, "horror", 92),
            movie(7, "Parallel Parking", 2008, "comedy", 95),
            movie(8, "Les Marées Hautes", 1993, "drama", 110),
            movie(9, "Copper Moon Rising", 2022, "science fiction", 138),
            movie(10, "The Beekeeper of Ostrava", 2017, "drama", 101),
            movie(11, "Zero Degrees West", 2001, "thriller", 116),
            movie(12, "Grandmother's Orchestra", 2013, "comedy", 88),
            movie(13, "Die stille Werft", 1979, "crime", 107),
            movie(14, "Paper Lions", 2020, "animation", 79),
            movie(15, "The Last Night Ferry", 1964, "crime", 99),
            movie(16, "Orbit of Small Things", 2023, "science fiction", 125),
            episode("s-1e1", "Harbour Lights: The Arrival", 2021, "drama", 48),
            episode("s-1e2", "Harbour Lights: Low Water", 2021, "drama", 46),
            episode("s-1e3", "Harbour Lights: The Pilot's Wife", 2021, "drama", 51),
            episode("s-2e1", "Kettle & Crow: A Very Cold Case", 2016, "crime", 44),
            episode("s-2e2", "Kettle & Crow: Feathers", 2016, "crime", 43),
            episode("s-3e1", "Tiny Planets: Moss", 2024, "documentary", 29),
            episode("s-3e2", "Tiny Planets: Tide Pools", 2024, "documentary", 31));

    Map<String, Object> metadata() {
        return Map.of("title", name, "year", year, "genre", genre, "minutes", minutes);
    }

    private static Title movie(int number, String name, int year, String genre, int minutes) {
        return new Title("movie", "m-" + number, name, year, genre, minutes);
    }

    private static Title episode(String id, String name, int year, String genre, int minutes) {
        return new Title("episode", id, name, year, genre, minutes);
    }
}
